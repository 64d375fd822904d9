import { cx } from "./cx.ts";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

export interface ButtonLook {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Takes the whole width of its container. */
  wide?: boolean;
}

const variants: Record<ButtonVariant, string> = {
  primary: "bg-accent-fill text-on-accent border-transparent hover:bg-accent-fill-hover",
  secondary: "bg-surface text-ink border-line hover:bg-sunken",
  quiet: "bg-transparent text-ink border-transparent hover:bg-sunken",
  danger: "bg-danger-fill text-on-accent border-transparent hover:bg-danger-fill-hover",
};

const sizes: Record<ButtonSize, string> = {
  sm: "h-8 px-2.5 gap-1.5",
  md: "h-9 px-3.5 gap-2",
  lg: "h-11 px-5 gap-2 text-base",
};

/** The one look of everything that is pressed, for buttons and links alike. */
export function buttonClass({ variant = "secondary", size = "md", wide }: ButtonLook = {}): string {
  return cx(
    "tap inline-flex select-none items-center justify-center rounded-md border text-sm font-medium",
    "whitespace-nowrap transition-colors disabled:opacity-50 disabled:pointer-events-none",
    "aria-disabled:opacity-50",
    variants[variant],
    sizes[size],
    wide === true && "w-full",
  );
}

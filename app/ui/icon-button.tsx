import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes } from "react";
import { cx } from "./cx.ts";
import { Tooltip } from "./tooltip.tsx";

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: LucideIcon;
  /** Its name: read out, and shown on hover and focus. */
  label: string;
  size?: "sm" | "md";
  /** Mirrors the icon where text runs from right to left. */
  directional?: boolean;
}

export function IconButton({
  icon: Icon,
  label,
  size = "md",
  directional = false,
  type = "button",
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        {...rest}
        // oxlint-disable-next-line react/button-has-type -- the type is a prop with a safe default
        type={type}
        aria-label={label}
        className={cx(
          "inline-flex flex-none items-center justify-center rounded-md text-muted",
          "transition-colors hover:bg-sunken hover:text-ink disabled:opacity-50",
          "aria-pressed:bg-accent-soft aria-pressed:text-accent",
          size === "sm" ? "size-7" : "size-9",
          className,
        )}
      >
        <Icon aria-hidden="true" className={cx("size-4", directional && "rtl:-scale-x-100")} />
      </button>
    </Tooltip>
  );
}

import { type InputHTMLAttributes, type ReactNode, use, useId } from "react";
import { cx } from "./cx.ts";
import { FormContext } from "./form-context.ts";

export interface CheckboxProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "type"> {
  label: ReactNode;
  hint?: ReactNode;
  /** Keeps the label for screen readers alone. */
  bare?: boolean;
}

/** True when the form came back with this box ticked; undefined when it has not come back. */
export function useTyped(name: string | undefined, value: unknown): boolean | undefined {
  const { values } = use(FormContext);
  if (values === undefined || name === undefined) return undefined;
  return [values[name]].flat().includes(typeof value === "string" ? value : "on");
}

export const boxClass = [
  "peer relative size-4 flex-none appearance-none border border-field bg-surface",
  "checked:border-accent-fill checked:bg-accent-fill",
  "disabled:opacity-50 after:absolute after:-inset-1 after:content-['']",
].join(" ");

export function Checkbox({ label, hint, bare = false, className, ...rest }: CheckboxProps) {
  const typed = useTyped(rest.name, rest.value);
  const hintId = useId();
  const checked =
    rest.checked === undefined ? { defaultChecked: typed ?? rest.defaultChecked } : {};
  return (
    <label className={cx("inline-flex items-start gap-2.5 py-1", className)}>
      <span className="relative mt-0.5 inline-flex">
        <input
          {...rest}
          {...checked}
          type="checkbox"
          aria-describedby={hint === undefined ? undefined : hintId}
          className={cx(boxClass, "rounded-sm indeterminate:bg-accent-fill")}
        />
        <svg
          viewBox="0 0 16 16"
          aria-hidden="true"
          className="pointer-events-none absolute inset-0 hidden size-4 text-on-accent peer-checked:block"
        >
          <path d="m4 8.2 2.7 2.7L12 5.4" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      </span>
      <span className={bare ? "sr-only" : undefined}>
        {label}
        {hint === undefined ? null : (
          <span id={hintId} className="block text-muted">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}

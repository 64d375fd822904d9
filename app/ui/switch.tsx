import type { InputHTMLAttributes, ReactNode } from "react";
import { useTyped } from "./checkbox.tsx";
import { cx } from "./cx.ts";

export interface SwitchProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "type"> {
  label: ReactNode;
  hint?: ReactNode;
}

/** On or off, taking effect with its form. */
export function Switch({ label, hint, className, ...rest }: SwitchProps) {
  const typed = useTyped(rest.name, rest.value);
  const checked =
    rest.checked === undefined ? { defaultChecked: typed ?? rest.defaultChecked } : {};
  return (
    <label className={cx("flex items-start justify-between gap-6 py-1", className)}>
      <span>
        <span className="font-medium">{label}</span>
        {hint === undefined ? null : <span className="block text-muted">{hint}</span>}
      </span>
      <input
        {...rest}
        {...checked}
        type="checkbox"
        // oxlint-disable-next-line jsx-a11y/role-has-required-aria-props -- a checkbox has its state
        role="switch"
        className={cx(
          "relative h-6 w-10 flex-none appearance-none rounded-full border border-field",
          "bg-surface transition-colors before:absolute before:inset-y-[3px] before:start-[3px]",
          "before:size-4 before:rounded-full before:bg-field before:transition-all",
          "checked:border-accent-fill checked:bg-accent-fill checked:before:start-[19px]",
          "checked:before:bg-on-accent disabled:opacity-50",
        )}
      />
    </label>
  );
}

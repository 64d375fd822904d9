import { ChevronDown } from "lucide-react";
import type { SelectHTMLAttributes } from "react";
import { cx } from "./cx.ts";
import { controlClass, useControl } from "./form-context.ts";

export interface SelectOption {
  value: string;
  label: string;
  disabled?: boolean;
}

export interface SelectProps extends SelectHTMLAttributes<HTMLSelectElement> {
  options: (SelectOption | { label: string; options: SelectOption[] })[];
}

function Option({ value, label, disabled }: SelectOption) {
  return (
    <option value={value} disabled={disabled}>
      {label}
    </option>
  );
}

/** The platform's own select: the best one on a phone, and it needs no script. */
export function Select({ options, className, ...rest }: SelectProps) {
  const control = useControl(rest);
  return (
    <span className={cx("relative block", className)}>
      <select
        {...rest}
        {...control}
        required={rest.required ?? control.required}
        className={cx(controlClass, "h-9 appearance-none pe-9")}
      >
        {options.map((one) =>
          "options" in one ? (
            <optgroup key={one.label} label={one.label}>
              {one.options.map((option) => (
                <Option key={option.value} {...option} />
              ))}
            </optgroup>
          ) : (
            <Option key={one.value} {...one} />
          ),
        )}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 end-3 my-auto size-4 text-muted"
      />
    </span>
  );
}

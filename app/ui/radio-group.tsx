import { type ReactNode, use } from "react";
import { boxClass } from "./checkbox.tsx";
import { cx } from "./cx.ts";
import { FormContext, fieldError } from "./form-context.ts";

export interface RadioOption {
  value: string;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
}

interface RadioGroupProps {
  name: string;
  legend: ReactNode;
  options: RadioOption[];
  defaultValue?: string | undefined;
  onChange?: (value: string) => void;
}

/** One of a few, each with room to explain itself. */
export function RadioGroup({ name, legend, options, defaultValue, onChange }: RadioGroupProps) {
  const { problem, values } = use(FormContext);
  const chosen = values?.[name] ?? defaultValue;
  const error = fieldError(problem, name);
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex items-start gap-3 px-3 py-2.5 hover:bg-sunken has-checked:bg-accent-soft has-disabled:text-muted"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              disabled={option.disabled}
              defaultChecked={chosen === option.value}
              onChange={onChange && (() => onChange(option.value))}
              className={cx(
                boxClass,
                "mt-0.5 rounded-full before:absolute before:inset-[4px] before:rounded-full checked:before:bg-on-accent",
              )}
            />
            <span>
              <span className="font-medium">{option.label}</span>
              {option.hint === undefined ? null : (
                <span className="block text-muted">{option.hint}</span>
              )}
            </span>
          </label>
        ))}
      </div>
      {error === undefined ? null : <p className="text-danger">{error}</p>}
    </fieldset>
  );
}

import type { ReactNode } from "react";

interface SegmentedProps {
  name: string;
  legend: string;
  options: { value: string; label: ReactNode }[];
  defaultValue: string;
  onChange?: (value: string) => void;
}

/** One of two to five short choices in a row. */
export function Segmented({ name, legend, options, defaultValue, onChange }: SegmentedProps) {
  return (
    <fieldset className="inline-flex rounded-md border border-line bg-sunken p-0.5">
      <legend className="sr-only">{legend}</legend>
      {options.map(({ value, label }) => (
        <label
          key={value}
          className="inline-flex h-7 items-center gap-1.5 rounded-sm border border-transparent px-2.5 text-muted hover:text-ink has-checked:border-line has-checked:bg-surface has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            value={value}
            defaultChecked={value === defaultValue}
            onChange={onChange && (() => onChange(value))}
            className="sr-only"
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

import type { InputHTMLAttributes } from "react";
import { useControl } from "#app/ui/form-context.ts";

/** A file's field; browsers fill it by themselves only. */
export function FileInput(props: Omit<InputHTMLAttributes<HTMLInputElement>, "type">) {
  const control = useControl({});
  return (
    <input
      {...props}
      id={control.id}
      name={control.name}
      aria-describedby={control["aria-describedby"]}
      aria-invalid={control["aria-invalid"]}
      type="file"
      required
    />
  );
}

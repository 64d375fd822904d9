import type { InputHTMLAttributes } from "react";
import { cx } from "./cx.ts";
import { controlClass, useControl } from "./form-context.ts";

export interface TextInputProps extends InputHTMLAttributes<HTMLInputElement> {
  /** Ids, keys, amounts: set in the figures' face. */
  mono?: boolean;
}

const leftToRight = new Set(["email", "url", "tel", "password"]);

export function TextInput({ mono = false, className, ...rest }: TextInputProps) {
  const control = useControl(rest);
  return (
    <input
      dir={mono || leftToRight.has(rest.type ?? "") ? "ltr" : undefined}
      {...rest}
      {...control}
      required={rest.required ?? control.required}
      className={cx(controlClass, "h-9 rtl:text-right", mono && "font-mono", className)}
    />
  );
}

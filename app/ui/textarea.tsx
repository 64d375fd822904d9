import type { TextareaHTMLAttributes } from "react";
import { cx } from "./cx.ts";
import { controlClass, useControl } from "./form-context.ts";

export type TextareaProps = TextareaHTMLAttributes<HTMLTextAreaElement>;

/** Grows with its text up to half of the screen. */
export function Textarea({ className, rows = 3, ...rest }: TextareaProps) {
  const control = useControl(rest);
  return (
    <textarea
      {...rest}
      {...control}
      rows={rows}
      required={rest.required ?? control.required}
      className={cx(
        controlClass,
        "[unicode-bidi:plaintext] field-sizing-content max-h-[50vh] min-h-20 py-2",
        className,
      )}
    />
  );
}

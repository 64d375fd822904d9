import { CircleAlert } from "lucide-react";
import { type ReactNode, use, useMemo } from "react";
import { m } from "#messages";
import { FieldContext, FormContext, fieldError, fieldId } from "./form-context.ts";

interface FieldProps {
  /** The member of the form's input, also as a dotted path. */
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  /** Overrides the error that the form's outcome has for this name. */
  error?: string | undefined;
  required?: boolean;
  /** Says "optional" beside the label. */
  optional?: boolean;
  /** Something at the end of the label's line, such as a link. */
  aside?: ReactNode;
  children: ReactNode;
}

/** Label, hint and error around one control, which takes id, name and description from here. */
export function Field(props: FieldProps) {
  const { name, label, hint, required = false, optional = false, aside, children } = props;
  const form = use(FormContext);
  const id = fieldId(form.id, name);
  const error = props.error ?? fieldError(form.problem, name);
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const errorId = error === undefined ? undefined : `${id}-error`;
  const describedBy = [errorId, hintId].filter(Boolean).join(" ") || undefined;
  const typed = form.values?.[name];
  const invalid = error !== undefined;
  const state = useMemo(
    () => ({ id, name, describedBy, invalid, required, typed }),
    [id, name, describedBy, invalid, required, typed],
  );
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {label}
          {optional ? (
            <span className="ms-1.5 font-normal text-muted">({m.shell_optional()})</span>
          ) : null}
        </label>
        {aside}
      </div>
      <FieldContext value={state}>{children}</FieldContext>
      {error === undefined ? null : (
        <p id={errorId} className="flex items-start gap-1.5 text-danger">
          <CircleAlert aria-hidden="true" className="mt-0.5 size-4 flex-none" />
          <span>{error}</span>
        </p>
      )}
      {hint === undefined ? null : (
        <p id={hintId} className="text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

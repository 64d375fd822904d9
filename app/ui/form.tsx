import { type ReactNode, useEffect, useId, useMemo, useRef } from "react";
import {
  type FetcherWithComponents,
  Form as RouterForm,
  type FormProps as RouterFormProps,
} from "react-router";
import { useActionData } from "react-router";
import { m } from "#messages";
import { cx } from "./cx.ts";
import { FormContext, fieldId } from "./form-context.ts";
import { Notice } from "./notice.tsx";
import type { FormOutcome, ProblemView } from "./problem-view.ts";
import { UnsavedGuard } from "./unsaved-guard.tsx";

export interface FormProps extends Omit<RouterFormProps, "children"> {
  /** Sends through this fetcher instead of navigating; its answer is the outcome. */
  fetcher?: FetcherWithComponents<unknown>;
  /** Names this form among several on a page: only an action answering `{ form: name }` is its own. */
  name?: string;
  /** Warns before what was typed and not sent is lost. */
  guarded?: boolean;
  children: ReactNode;
}

function isOutcome(value: unknown): value is FormOutcome {
  return typeof value === "object" && value !== null && ("problem" in value || "values" in value);
}

/** The outcome that belongs to the form of this name; the sent `form` field tells them apart. */
function outcomeFor(name: string | undefined, answer: unknown): FormOutcome | undefined {
  if (!isOutcome(answer)) return undefined;
  const sentBy = answer.values?.form;
  if (name === undefined || sentBy === undefined || sentBy === name) return answer;
  return undefined;
}

/**
 * A form that works without script, keeps what was typed when it is refused, and says above the
 * fields what to do. Fields inside find their errors and values by name.
 */
export function Form({ fetcher, name, guarded = false, children, className, ...rest }: FormProps) {
  const ownId = useId();
  const id = rest.id ?? ownId;
  const ref = useRef<HTMLFormElement>(null);
  const actionData = useActionData<unknown>();
  const outcome = outcomeFor(name, fetcher === undefined ? actionData : fetcher.data);
  const problem = outcome?.problem;
  const values = outcome?.values;
  const state = useMemo(() => ({ id, problem, values }), [id, problem, values]);
  const Element = fetcher?.Form ?? RouterForm;
  return (
    <FormContext value={state}>
      <Element method="post" {...rest} ref={ref} id={id} className={cx("grid gap-5", className)}>
        {name === undefined ? null : <input type="hidden" name="form" value={name} />}
        {problem === undefined ? null : <ErrorSummary formId={id} problem={problem} />}
        {children}
      </Element>
      {guarded ? <UnsavedGuard form={ref} /> : null}
    </FormContext>
  );
}

function ErrorSummary({ formId, problem }: { formId: string; problem: ProblemView }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem.status >= 400) ref.current?.focus();
  }, [problem]);
  const errors = problem.errors ?? [];
  return (
    <div ref={ref} tabIndex={-1} className="outline-none">
      <Notice
        tone="danger"
        urgent
        title={errors.length > 0 ? m.shell_form_errors() : problem.title}
      >
        {errors.length > 0 ? (
          <ul className="mt-1 grid gap-0.5">
            {errors.map((error) => (
              <li key={error.pointer}>
                <a
                  href={`#${fieldId(formId, error.pointer.slice(1).replaceAll("/", "."))}`}
                  className="underline underline-offset-2"
                >
                  {error.detail}
                </a>
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-muted">{problem.detail ?? problem.advice}</p>
        )}
      </Notice>
    </div>
  );
}

import type { z } from "zod";
import { Problem } from "#core/problem";
import { m } from "#messages";

type Issue = z.core.$ZodIssue;

/** What is wrong with a field, in the reader's language. */
function words(issue: Issue): string {
  if (issue.path[0] === "amountPt") return m.disputes_error_amount();
  if (issue.code === "too_big") return m.disputes_error_long({ max: String(issue.maximum) });
  return issue.code === "invalid_value" ? m.disputes_error_choice() : m.disputes_error_words();
}

/** Parses a form's fields; what is wrong becomes the Problem that the form shows beside them. */
export function parseFields<S extends z.ZodType>(schema: S, fields: unknown): z.output<S> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({
    pointer: issue.path.map((part) => `/${String(part)}`).join(""),
    detail: words(issue),
  }));
  throw new Problem("invalid-input", { detail: errors[0]?.detail, errors });
}

/** Refuses a form without a file. */
export function noFile(): Problem {
  const detail = m.disputes_error_file();
  return new Problem("invalid-input", { detail, errors: [{ pointer: "/file", detail }] });
}

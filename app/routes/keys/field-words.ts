import type { z } from "zod";
import { Problem } from "#core/problem";
import { m } from "#messages";

type Issue = z.core.$ZodIssue;

/** What is wrong with a field, in the reader's language. */
function words(issue: Issue): string {
  if (issue.path[0] === "allowedRanges") return m.keys_error_range();
  switch (issue.code) {
    case "too_small":
      return Number(issue.minimum) === 1 && issue.origin === "string"
        ? m.keys_error_missing()
        : m.keys_error_small({ minimum: String(issue.minimum) });
    case "too_big":
      return issue.origin === "string"
        ? m.keys_error_long({ maximum: String(issue.maximum) })
        : m.keys_error_big({ maximum: String(issue.maximum) });
    case "invalid_format":
      return m.keys_error_format();
    case "invalid_type":
      return m.keys_error_number();
    case "invalid_value":
      return m.keys_error_choice();
    case "custom":
      return issue.path.length === 1 ? m.keys_error_twice() : m.keys_error_decimals();
    default:
      return m.keys_error_format();
  }
}

/** A list of ranges is one field, whichever of its lines is wrong. */
function pointerOf({ path }: Issue): string {
  if (path[0] === "allowedRanges") return "/allowedRanges";
  return path.map((part) => `/${String(part)}`).join("");
}

/** Failed fields as the Problem that the form shows beside them. */
export function fieldProblem(issues: readonly Issue[]): Problem {
  const errors = issues.map((issue) => ({
    pointer: pointerOf(issue),
    detail: words(issue),
  }));
  return new Problem("invalid-input", { detail: errors[0]?.detail, errors });
}

/** The last day of a key that is over already. */
export function pastProblem(): Problem {
  const detail = m.keys_error_past();
  return new Problem("invalid-input", { detail, errors: [{ pointer: "/expiresAt", detail }] });
}

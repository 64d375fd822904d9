import type { z } from "zod";
import { type FieldError, isProblem, Problem } from "#core/problem";
import {
  NAME_LENGTH_MAX,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
} from "#features/identity/schema";
import { m } from "#messages";

type Issue = z.core.$ZodIssue;

function passwordWords(issue: Issue): string {
  if (issue.code === "too_big") return m.identity_password_long({ count: PASSWORD_LENGTH_MAX });
  if (issue.code === "too_small" && Number(issue.minimum) > 1) {
    return m.identity_password_short({ count: PASSWORD_LENGTH_MIN });
  }
  return m.identity_password_missing();
}

function issueWords(issue: Issue): string {
  switch (issue.path[0]) {
    case "email":
      return m.identity_email_invalid();
    case "password":
      return passwordWords(issue);
    case "name":
      return issue.code === "too_big"
        ? m.identity_name_long({ count: NAME_LENGTH_MAX })
        : m.identity_name_missing();
    case "timeZone":
      return m.identity_time_zone_unknown();
    default:
      return issue.message;
  }
}

/** The fields of a form, by name; files are left out. */
export async function formFields(request: Request): Promise<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const [name, value] of await request.formData()) {
    if (typeof value === "string") fields[name] = value;
  }
  return fields;
}

/** Parses a form with the verb's own schema; what is wrong is said in the reader's language. */
export function parseForm<S extends z.ZodType>(
  schema: S,
  fields: Record<string, string>,
): z.input<S> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return fields as z.input<S>;
  const errors: FieldError[] = parsed.error.issues.map((issue) => ({
    pointer: `/${issue.path.join("/")}`,
    detail: issueWords(issue),
  }));
  throw new Problem("invalid-input", { errors });
}

function passwordReason(reason: unknown): string | undefined {
  if (reason === "password-common") return m.security_password_common();
  return reason === "password-breached" ? m.security_password_breached() : undefined;
}

function wordsFor(problem: Problem): Pick<Problem, "detail" | "errors"> {
  const { slug, retryAfterSeconds, extensions } = problem;
  const reason = passwordReason(extensions.reason);
  if (reason !== undefined) {
    return { detail: undefined, errors: [{ pointer: "/password", detail: reason }] };
  }
  switch (slug) {
    case "second-factor-failed":
      return {
        detail: undefined,
        errors: [{ pointer: "/code", detail: m.security_code_wrong() }],
      };
    case "already-exists":
      return {
        detail: undefined,
        errors: [{ pointer: "/email", detail: m.identity_email_taken() }],
      };
    case "too-many-requests": {
      const minutes = Math.max(1, Math.ceil((retryAfterSeconds ?? 60) / 60));
      return { detail: m.identity_wait({ minutes }), errors: undefined };
    }
    default:
      return { detail: undefined, errors: undefined };
  }
}

/** Runs a verb; what it refuses is said in the reader's language. */
export async function inReadersWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isProblem(error)) throw error;
    const { slug, retryAfterSeconds, extensions } = error;
    throw new Problem(slug, { ...wordsFor(error), retryAfterSeconds, extensions, cause: error });
  }
}

import type { z } from "zod";
import { type FieldError, Problem } from "./problem.ts";

/** RFC 6901: each member of the path, escaped, after a slash. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/**
 * Parses what came from outside. What does not fit the schema becomes the Problem `invalid-input`
 * that names every wrong member.
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors: FieldError[] = parsed.error.issues.map((issue) => ({
    pointer: pointerOf(issue.path),
    detail: issue.message,
  }));
  throw new Problem("invalid-input", { errors });
}

import type { z } from "zod";
import { Problem } from "./problem.ts";

const ERRORS_MAX = 50;
const TEXT_MAX = 500;

/** RFC 6901: each member of the path, escaped, after a slash. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/**
 * A failed parse as the Problem `invalid-input`, which names every wrong member, at most 50.
 * `where` goes before their paths: the part of the request that was parsed.
 */
export function invalidInput(error: z.ZodError, where?: string): Problem {
  const prefix = where === undefined ? [] : [where];
  const errors = error.issues.slice(0, ERRORS_MAX).map((issue) => ({
    pointer: pointerOf([...prefix, ...issue.path]).slice(0, TEXT_MAX),
    detail: issue.message.slice(0, TEXT_MAX),
  }));
  return new Problem("invalid-input", { detail: errors[0]?.detail, errors });
}

/** Parses what came from outside; what does not fit the schema becomes `invalid-input`. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalidInput(parsed.error);
}

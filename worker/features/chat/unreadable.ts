import { Problem } from "#core/problem";

/** A document whose text cannot be had; the detail says why. */
export function unreadable(detail: string, cause?: unknown): Problem {
  return new Problem("document-unreadable", { detail, cause });
}

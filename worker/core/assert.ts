/** Throws when `condition` is false: a bug, never an expected refusal (those are Problems). */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant violated: ${message}`);
}

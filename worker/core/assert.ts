/** Throws when `condition` is false: a bug, never an expected refusal (those are Problems). */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant violated: ${message}`);
}

/** Marks a switch as exhaustive: a new member of the union breaks the build here. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable case: ${JSON.stringify(value)}`);
}

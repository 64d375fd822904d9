/**
 * The message of the error that began it all. Those around it may carry the values of a failed
 * query, which belong to people and are kept nowhere.
 */
export function rootCause(thrown: unknown): string {
  let cause = thrown;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error ? cause.message : String(cause);
}

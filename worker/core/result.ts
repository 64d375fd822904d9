/**
 * An expected outcome that may be a refusal. Objects return it instead of throwing, because an
 * error that crosses an RPC boundary keeps its message but not its class.
 */
export type Result<T, R extends { reason: string } = { reason: string }> =
  | { ok: true; value: T }
  | ({ ok: false } & R);

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function refuse<const R extends { reason: string }>(refusal: R): { ok: false } & R {
  return { ok: false, ...refusal };
}

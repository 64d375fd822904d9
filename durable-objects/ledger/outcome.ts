import type { Result } from "#core/result";
import type { LedgerRefusal, RefusalHelp, RefusalReason } from "./commands.ts";

/** What a decision says: the reply to store, or why nothing happened. */
export type Outcome<T> = Result<T, LedgerRefusal>;

export function refused(
  reason: RefusalReason,
  detail: string,
  help: RefusalHelp[] = [],
  numbers: Partial<LedgerRefusal> = {},
): { ok: false } & LedgerRefusal {
  return { ok: false, reason, detail, help, ...numbers };
}

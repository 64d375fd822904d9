import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { type LedgerDump, ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";

/** Everything that an outside program needs to replay an account and its counter-accounts. */
export async function dumpLedger(
  ctx: Ctx,
  accountId: string,
): Promise<Omit<LedgerDump, "nextAfterSeq">> {
  requireOperator(ctx);
  if (!isId("acct", accountId)) {
    throw new Problem("not-found", { detail: "There is no such account." });
  }
  const ledger = ledgerOf(ctx.env, accountId);
  const { nextAfterSeq, ...dump } = await ledger.dump();
  let after = nextAfterSeq;
  while (after !== null) {
    const page = await ledger.dump(after);
    dump.entries.push(...page.entries);
    after = page.nextAfterSeq;
  }
  return dump;
}

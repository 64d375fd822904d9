import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { StatementInput, type StatementLine } from "./schema.ts";
import { toStatementLine } from "./to-statement-line.ts";

function parseCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined || cursor === "") return undefined;
  const seq = /^\d{1,15}$/.test(cursor) ? Number(cursor) : 0;
  if (seq >= 1) return seq;
  throw new Problem("invalid-input", {
    errors: [{ pointer: "/cursor", detail: "not a cursor of an earlier answer" }],
  });
}

/**
 * The statement of the workspace's account, newest first, one line a transaction. It comes from the
 * ledger itself, page by page: a page costs the same however long the history is.
 */
export async function listStatement(
  ctx: Ctx,
  input: StatementInput = {},
): Promise<{ items: StatementLine[]; nextCursor: string | null }> {
  const { cursor, limit } = parseInput(StatementInput, input);
  const beforeSeq = parseCursor(cursor);
  const transactions = await ledgerOf(
    ctx.env,
    requirePermission(ctx, "credits.read").accountId,
  ).transactions({
    limit,
    ...(beforeSeq === undefined ? {} : { beforeSeq }),
  });
  const last = transactions.at(-1);
  return {
    items: transactions.filter((one) => one.kind !== "platform").map(toStatementLine),
    nextCursor:
      last === undefined || transactions.length < limit || last.seq === 1 ? null : String(last.seq),
  };
}

import type { AccountId } from "#core/ids";
import { fetchProviderReport, listReportConnections } from "#features/provider-usage";
import { reportingProviders } from "#features/provider-usage/schema";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { compareSources } from "./compare-sources.ts";
import { compareProvider } from "./compare-usage.ts";
import { type DiscrepancyDraft, decideDiscrepancies } from "./decide-discrepancies.ts";
import { type PaidSource, undecidedEntry } from "./decide-entitled.ts";
import { findPaidLine, findPaidTopup, listUndecided } from "./find-sources.ts";
import { catchUpAccount } from "./read-ledgers.ts";
import { moneyKinds, recheckMoney } from "./recheck-money.ts";
import type { discrepancies } from "./tables.ts";

export type DiscrepancyRow = typeof discrepancies.$inferSelect;

/** The parts of an object's name after its kind. */
function partsOf(object: string): string[] {
  return object.split(":").slice(1);
}

async function recheckSource(ctx: Ctx, row: DiscrepancyRow): Promise<DiscrepancyDraft[]> {
  const [type = "", id = ""] = partsOf(row.object);
  if (type === "invoice") {
    const undecided = (await listUndecided(ctx, ctx.clock.now())).filter((one) => one.id === id);
    const left = undecided.map(({ accountId }) => undecidedEntry(id, accountId));
    return decideDiscrepancies(left, []).drafts;
  }
  const isLine = type === "stripe-invoice-line";
  const sourceType: PaidSource["type"] = isLine ? "stripe-invoice-line" : "stripe-payment-intent";
  const paid = isLine ? await findPaidLine(ctx, id) : await findPaidTopup(ctx, id);
  const accountId = (paid?.accountId ?? row.accountId) as AccountId | null;
  if (accountId !== null) await runBatch(ctx.db, await catchUpAccount(ctx, accountId));
  const { drafts } = await compareSources(ctx, sourceType, paid === undefined ? [] : [paid], [id]);
  return drafts;
}

async function recheckUsage(ctx: Ctx, row: DiscrepancyRow): Promise<DiscrepancyDraft[]> {
  const [provider = "", day = ""] = partsOf(row.object);
  const connections = await listReportConnections(ctx);
  const isConnected = connections.some(
    (one) => one.provider === provider && one.state !== "not-connected",
  );
  const { drafts } = await compareProvider(
    ctx,
    provider,
    { fromDay: day, toDay: day },
    { isConnected },
  );
  return drafts;
}

/** Looks at a discrepancy's object again, in both books as they are now; undefined when it is gone. */
export async function recheck(
  ctx: Ctx,
  row: DiscrepancyRow,
): Promise<DiscrepancyDraft | undefined> {
  const drafts = await recheckObject(ctx, row);
  return drafts.find(({ object }) => object === row.object);
}

async function recheckObject(ctx: Ctx, row: DiscrepancyRow): Promise<DiscrepancyDraft[]> {
  const money = moneyKinds.find((kind) => kind === row.kind);
  if (money !== undefined) {
    return (await recheckMoney(ctx, money, partsOf(row.object).join(":"))).drafts;
  }
  return row.lane === "pt" ? await recheckSource(ctx, row) : await recheckUsage(ctx, row);
}

/** Fetches the report behind a discrepancy of usage anew, where it can be fetched. */
export async function refetch(ctx: Ctx, object: string): Promise<void> {
  const [name = "", day = ""] = partsOf(object);
  const provider = reportingProviders.find((one) => one === name);
  if (provider === undefined) return;
  await fetchProviderReport(ctx, provider, { fromDay: day, toDay: day });
}

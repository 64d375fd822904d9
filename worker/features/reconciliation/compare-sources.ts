import type { Ctx } from "#platform/ctx";
import { type Comparison, decideDiscrepancies } from "./decide-discrepancies.ts";
import {
  entitledEntries,
  grantedEntries,
  type PaidSource,
  undecidedEntry,
} from "./decide-entitled.ts";
import {
  findGranted,
  listPaidLines,
  listPaidTopups,
  listUndecided,
  listUnpaid,
  SOURCES_PAGE,
} from "./find-sources.ts";
import { recordRows } from "./record-discrepancies.ts";
import type { RunRow, Stage, Step } from "./stage.ts";

/** Compares what money entitles to with what the ledgers granted and took back. */
export async function compareSources(
  ctx: Ctx,
  type: PaidSource["type"],
  paid: readonly PaidSource[],
  ids: readonly string[] = paid.map(({ id }) => id),
): Promise<Comparison> {
  const granted = await findGranted(ctx, type, ids);
  return decideDiscrepancies(paid.flatMap(entitledEntries), granted.flatMap(grantedEntries));
}

/** The step of a stage that pages over paid sources. */
function sourceStage(
  type: PaidSource["type"],
  list: (ctx: Ctx, run: RunRow, after: string) => Promise<PaidSource[]>,
): Stage {
  return async (ctx, run) => {
    const paid = await list(ctx, run, run.after);
    const compared = await compareSources(ctx, type, paid);
    const last = paid.at(-1);
    return {
      statements: recordRows(ctx, run, compared.drafts),
      after: paid.length === SOURCES_PAGE && last !== undefined ? last.id : null,
      compared: [compared],
    };
  };
}

export const compareTopups = sourceStage("stripe-payment-intent", listPaidTopups);

const compareLinePage = sourceStage("stripe-invoice-line", listPaidLines);

/** Grants of invoices; with the first page also paid invoices whose grants are not decided. */
export async function compareLines(ctx: Ctx, run: RunRow): Promise<Step> {
  const step = await compareLinePage(ctx, run);
  if (run.after !== "") return step;
  const undecided = await listUndecided(ctx, run.toMs);
  const compared = decideDiscrepancies(
    undecided.map(({ id, accountId }) => undecidedEntry(id, accountId)),
    [],
  );
  return {
    ...step,
    statements: [...step.statements, ...recordRows(ctx, run, compared.drafts)],
    compared: [...(step.compared ?? []), compared],
  };
}

/** Grants of the ledgers that no money stands behind. */
export async function compareUnpaid(ctx: Ctx, run: RunRow): Promise<Step> {
  const [type = "", id = ""] = run.after.split(" ");
  const unpaid = await listUnpaid(ctx, run, { type, id });
  const compared = decideDiscrepancies([], unpaid.flatMap(grantedEntries));
  const last = unpaid.at(-1);
  return {
    statements: recordRows(ctx, run, compared.drafts),
    after: unpaid.length === SOURCES_PAGE && last !== undefined ? `${last.type} ${last.id}` : null,
    compared: [compared],
  };
}

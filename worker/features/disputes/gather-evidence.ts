import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { findTurnRecord } from "#features/chat";
import { findRateCard } from "#features/models";
import { requireOperator } from "#features/workspaces";
import { ledgerOf } from "#objects/ledger";
import type { TurnRecord } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";
import { type DisputeRow, requireAnyDispute } from "./access.ts";
import { assembleEvidence } from "./assemble-evidence.ts";
import { againOnConflict, changeDispute } from "./change-dispute.ts";
import type { DisputeEvidence, Missing } from "./evidence.ts";
import { findCharge } from "./find-charge.ts";
import { dueAfter, nextState } from "./machine.ts";
import { searchAround } from "./search-around.ts";
import { tellSystems } from "./tell.ts";

const GRANTS_MAX = 1_000;

export interface GatherOptions {
  /** Goes on without what cannot be reached instead of failing. */
  tolerant?: boolean;
}

/** Calls over the API are not kept in a conversation. */
async function readRecord(
  ctx: Ctx,
  row: DisputeRow,
  { tolerant = false }: GatherOptions,
): Promise<TurnRecord | Missing> {
  const { workspaceId, conversationId, turnId, sharesContent: withText } = row;
  if (!isId("conv", conversationId) || !isId("turn", turnId)) return "not-kept";
  try {
    const record = await findTurnRecord(ctx, { workspaceId, conversationId, turnId, withText });
    return record ?? "deleted";
  } catch (cause) {
    if (!tolerant) throw cause;
    ctx.log.error("disputes.turn-unreachable", cause, { disputeId: row.id });
    return "unreachable";
  }
}

async function readEvidence(
  ctx: Ctx,
  row: DisputeRow,
  options: GatherOptions,
): Promise<DisputeEvidence> {
  const ledger = ledgerOf(ctx.env, row.accountId);
  const found = await findCharge(ctx, row.accountId, row.transactionId);
  if (found === undefined || found === null) {
    throw new Problem("not-found", { detail: "The ledger does not know the charge." });
  }
  const [around, record, card, grants] = await Promise.all([
    searchAround(ledger, found.settle),
    readRecord(ctx, row, options),
    findRateCard(ctx, Number(found.purpose.rateCardVersion)),
    ledger.grants(GRANTS_MAX),
  ]);
  return assembleEvidence({ found, around, record, card, grants, nowMs: ctx.clock.now() });
}

async function begin(ctx: Ctx, id: string): Promise<DisputeRow | undefined> {
  return await againOnConflict(async () => {
    const row = await requireAnyDispute(ctx, id);
    if (row.state === "gathering") return row;
    if (row.state !== "open") return undefined;
    return await changeDispute(ctx, row, {
      set: { state: "gathering" },
      events: [],
      action: "dispute.gathering",
    });
  });
}

async function conclude(ctx: Ctx, id: string, evidence: DisputeEvidence): Promise<void> {
  await againOnConflict(async () => {
    const row = await requireAnyDispute(ctx, id);
    const state = nextState(row.state, "gathered");
    if (state === undefined) return;
    const set = { state, evidence, dueAtMs: dueAfter(row, state, ctx.clock.now()) };
    await changeDispute(ctx, row, {
      set,
      events: [{ kind: "evidence", side: "system" }],
      action: "dispute.evidence-gathered",
      also: tellSystems(ctx, { ...row, ...set, version: row.version + 1 }, "dispute.updated"),
    });
  });
}

/**
 * Gathers the evidence of a dispute and puts it into review. For jobs. A repetition, and one after
 * the dispute has gone on, changes nothing. Fails when something cannot be reached, unless it is to
 * be `tolerant`: then that is said in the evidence.
 */
export async function gatherEvidence(
  ctx: Ctx,
  id: string,
  options: GatherOptions = {},
): Promise<void> {
  requireOperator(ctx);
  const row = await begin(ctx, id);
  if (row === undefined) return;
  await conclude(ctx, id, await readEvidence(ctx, row, options));
}

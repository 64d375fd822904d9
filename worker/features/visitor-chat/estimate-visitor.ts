import type { AccountId } from "#core/ids";
import { ptToMicro } from "#core/money";
import { estimateMessage } from "#features/chat";
import type { Estimate } from "#features/chat/schema";
import { currentPlan } from "#features/plans";
import type { Ctx } from "#platform/ctx";
import type { VisitorEstimate } from "./schema.ts";

/** A workspace that is nowhere written down, to estimate for someone who has not written yet. */
function asFutureVisitor(ctx: Ctx): Ctx {
  const source = ctx.actor.kind === "anonymous" ? ctx.actor.ipHash : "none";
  const accountId: AccountId = `acct_future-${source}`;
  return { ...ctx, workspace: { id: "ws_future", accountId, plan: "visitor", role: "owner" } };
}

/**
 * What a message of the start page would cost. Someone who has never written is estimated with the
 * PT that a new visitor gets; no visitor is made for them.
 */
export async function estimateVisitor(ctx: Ctx, input: VisitorEstimate): Promise<Estimate> {
  if (ctx.workspace !== undefined) return await estimateMessage(ctx, input);
  const { text } = input;
  const estimate = await estimateMessage(asFutureVisitor(ctx), { text });
  const availableMicroPt = ptToMicro((await currentPlan(ctx, "visitor")).ptPerPeriod);
  const { holdMicroPt, maxMicroPt } = estimate;
  return {
    ...estimate,
    availableMicroPt,
    fits: holdMicroPt <= availableMicroPt,
    messagesLeft: maxMicroPt === 0 ? null : Math.floor(availableMicroPt / maxMicroPt),
  };
}

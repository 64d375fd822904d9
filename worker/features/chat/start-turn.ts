import type { ConversationId } from "#core/ids";
import { getBalance, holdLimits } from "#features/credits";
import {
  conversationOf,
  type StartedTurn,
  type StartReply,
  type StartTurn,
  type TurnAsk,
  type TurnBasis,
} from "#objects/conversation";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { reach } from "./reach.ts";
import { startProblem } from "./start-problem.ts";

interface Begin {
  clientId: string;
  ask: TurnAsk;
  basis: TurnBasis;
}

/** The command with which an object begins a turn for this actor, at their limits. */
export async function toStartTurn(
  ctx: Ctx,
  workspace: WorkspaceRef,
  { clientId, ask, basis }: Begin,
): Promise<StartTurn> {
  const { caps, spender } = await holdLimits(ctx);
  const { accountId } = workspace;
  return { clientId, accountId, ask, basis, spender: { ...spender, caps } };
}

/** Starts a turn in a conversation, or throws the Problem that says why not. */
export async function startTurn(
  ctx: Ctx,
  workspace: WorkspaceRef,
  conversationId: ConversationId,
  begin: Begin,
): Promise<StartedTurn> {
  const command = await toStartTurn(ctx, workspace, begin);
  const start = () =>
    reach<StartReply>(ctx, () => conversationOf(ctx.env, conversationId).startTurn(command));
  const reply = await withRenewal(ctx, workspace, start);
  if (!reply.ok) throw startProblem(ctx, reply);
  return reply.value;
}

/**
 * A free plan's next period begins when someone needs it: a send that fails for want of PT is tried
 * once more after the balance, and with it a period that is due, was brought up to date.
 */
export async function withRenewal(
  ctx: Ctx,
  workspace: WorkspaceRef,
  start: () => Promise<StartReply>,
): Promise<StartReply> {
  const reply = await start();
  const isShort = !reply.ok && reply.reason === "ledger" && reply.refusal.reason === "insufficient";
  if (!isShort || workspace.plan !== "free") return reply;
  const { availableMicroPt } = await getBalance(ctx);
  return availableMicroPt >= reply.holdMicroPt ? await start() : reply;
}

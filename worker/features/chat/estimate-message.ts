import { parseInput } from "#core/parse-input";
import { priceTokens } from "#core/pricing";
import { getBalance } from "#features/credits";
import { requireModel } from "#features/models";
import { requirePermission } from "#features/workspaces";
import {
  completionsOf,
  conversationOf,
  type EstimateReply,
  type TurnBasis,
  type TurnEstimate,
} from "#objects/conversation";
import type { Ctx, WorkspaceRef } from "#platform/ctx";

import { cleanText } from "./clean-text.ts";
import { findKnowledge } from "./find-knowledge.ts";
import { reach } from "./reach.ts";
import { EstimateInput, type Estimate } from "./schema.ts";
import { startProblem } from "./start-problem.ts";
import { readTurnGround, toTurnBasis } from "./turn-basis.ts";

/** An answer of usual length, for counting how many messages a balance pays for. */
const USUAL_OUTPUT_TOKENS = 400;
const SHORT_OUTPUT_TOKENS = 50;

/**
 * What a message would cost and hold if it were sent now, without sending, holding or writing
 * anything. `minMicroPt` is a short answer, `maxMicroPt` the longest one. Refuses as `sendMessage`
 * does before it holds.
 */
export async function estimateMessage(ctx: Ctx, input: EstimateInput): Promise<Estimate> {
  const workspace = requirePermission(ctx, "chat.send");
  const { conversationId, text, model } = parseInput(EstimateInput, input);
  const balance = getBalance(ctx);
  const asked =
    conversationId === undefined
      ? estimateAlone(ctx, workspace, text, model)
      : estimateInConversation(ctx, workspace, conversationId, text, model);
  const [{ reply, basis }, { availableMicroPt }] = await Promise.all([asked, balance]);
  if (!reply.ok) throw startProblem(ctx, reply);
  return toEstimate(basis, reply.value, availableMicroPt);
}

interface Asked {
  reply: EstimateReply;
  basis: TurnBasis;
}

async function estimateInConversation(
  ctx: Ctx,
  workspace: WorkspaceRef,
  id: string,
  text: string,
  modelId: string | undefined,
): Promise<Asked> {
  const { conversation, documentIds } = await readTurnGround(ctx, workspace, id, []);
  const { settings } = conversation;
  const model = await requireModel(ctx, modelId ?? settings.model);
  const basis = toTurnBasis(ctx, model, settings, documentIds);
  const ask = { type: "send" as const, text: cleanText(text), attachments: [] };
  const object = conversationOf(ctx.env, conversation.id);
  return { basis, reply: await reach<EstimateReply>(ctx, () => object.estimate({ ask, basis })) };
}

async function estimateAlone(
  ctx: Ctx,
  workspace: WorkspaceRef,
  text: string,
  modelId: string | undefined,
): Promise<Asked> {
  const model = await requireModel(ctx, modelId);
  const documentIds = model.provider === "builtin" ? await findKnowledge(ctx, workspace.id) : [];
  const basis = toTurnBasis(ctx, model, {}, documentIds);
  const messages = [{ role: "user" as const, content: cleanText(text) }];
  const object = completionsOf(ctx.env, workspace.accountId, "estimate");
  const ask = { type: "stateless" as const, messages };
  return { basis, reply: await reach<EstimateReply>(ctx, () => object.estimate({ ask, basis })) };
}

/** The figures that a person sees before sending. Pure. */
export function toEstimate(
  { model }: TurnBasis,
  estimate: TurnEstimate,
  availableMicroPt: number,
): Estimate {
  const { inputTokens, outputTokens, outputTokensMax, holdMicroPt } = estimate;
  const price = (output: number) =>
    priceTokens(model.prices, { input: inputTokens, cachedRead: 0, cacheWrite: 0, output });
  const minMicroPt = price(outputTokens ?? Math.min(SHORT_OUTPUT_TOKENS, outputTokensMax));
  const usualMicroPt = price(outputTokens ?? Math.min(USUAL_OUTPUT_TOKENS, outputTokensMax));
  return {
    model: model.id,
    rateCardVersion: model.rateCardVersion,
    inputTokens,
    minMicroPt,
    maxMicroPt: Math.max(minMicroPt, outputTokens === null ? holdMicroPt : minMicroPt),
    holdMicroPt,
    availableMicroPt,
    fits: holdMicroPt <= availableMicroPt,
    messagesLeft:
      usualMicroPt === 0 ? null : Math.max(0, Math.floor(availableMicroPt / usualMicroPt)),
  };
}

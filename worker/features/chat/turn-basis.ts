import { and, eq, inArray, isNull, or } from "drizzle-orm";
import type { ConversationId, DocumentId } from "#core/ids";
import { Problem } from "#core/problem";
import { pricesMicro } from "#features/models";
import type { ModelView } from "#features/models/schema";
import type { TurnBasis, TurnModel } from "#objects/conversation";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import {
  noConversation,
  ownConversation,
  toConversationId,
  type ConversationRow,
} from "./access.ts";
import { DOCUMENTS_MAX, type ConversationSettings } from "./schema.ts";
import { conversations, documents } from "./tables.ts";

export interface TurnGround {
  conversation: ConversationRow;
  /** Documents to search, the conversation's first. */
  documentIds: DocumentId[];
  attachments: { id: string; name: string }[];
}

/**
 * What a turn of a conversation needs from the database, in one round trip. Refuses another
 * workspace's conversation with `not-found` and unknown attachments with `invalid-input`.
 */
export async function readTurnGround(
  ctx: Ctx,
  workspace: WorkspaceRef,
  id: string,
  attachmentIds: string[],
): Promise<TurnGround> {
  const conversationId = toConversationId(id);
  const { db } = ctx;
  const [found, searched] = await db.batch([
    db.select().from(conversations).where(ownConversation(workspace, id)),
    db
      .select({ id: documents.id, name: documents.name, in: documents.conversationId })
      .from(documents)
      .where(knownTo(workspace, conversationId))
      .limit(2 * DOCUMENTS_MAX),
  ]);
  const conversation = found[0];
  if (conversation === undefined) throw noConversation();
  const attachments = attachmentIds.map((attachmentId, index) => {
    const document = searched.find((one) => one.id === attachmentId);
    if (document !== undefined) return { id: document.id, name: document.name };
    throw new Problem("invalid-input", {
      errors: [{ pointer: `/attachmentIds/${index}`, detail: "not a document of this workspace" }],
    });
  });
  const usesKnowledge = conversation.settings.useKnowledge ?? true;
  const own = searched.filter((one) => one.in !== null);
  const shared = searched.filter((one) => one.in === null && usesKnowledge);
  return { conversation, attachments, documentIds: [...own, ...shared].map((one) => one.id) };
}

/** The documents of the workspace's knowledge and of the conversation. */
function knownTo(workspace: WorkspaceRef, conversationId: ConversationId) {
  return and(
    eq(documents.workspaceId, workspace.id),
    or(isNull(documents.conversationId), inArray(documents.conversationId, [conversationId])),
  );
}

/** The model with the prices that this turn is held and settled at. */
export function toTurnModel(model: ModelView): TurnModel {
  const { contextTokens } = model;
  return {
    id: model.id,
    provider: model.provider,
    upstreamModel: model.upstreamModel,
    class: model.class,
    prices: pricesMicro(model),
    maxOutputTokens: model.maxOutputTokens,
    rateCardVersion: model.rateCardVersion,
    ...(contextTokens === undefined ? {} : { contextTokens }),
  };
}

export function toTurnBasis(
  ctx: Ctx,
  model: ModelView,
  settings: ConversationSettings,
  documentIds: DocumentId[],
): TurnBasis {
  const { systemPrompt, temperature, topP, maxOutputTokens } = settings;
  return {
    model: toTurnModel(model),
    settings: {
      ...(systemPrompt === undefined ? {} : { systemPrompt }),
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    },
    documentIds,
    locale: ctx.locale,
  };
}

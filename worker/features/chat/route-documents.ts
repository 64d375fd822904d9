import { z } from "zod";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import {
  type ConversationView,
  ConversationSettings,
  type DocumentView,
  type MessageView,
  type SearchHitView,
  type TemplateView,
  type Transcript,
} from "./schema.ts";

const Id = z.string().max(64);
const Time = z.iso.datetime().max(40);
const PtText = z.string().max(40);
const Count = z.int().min(0);
const AnswerText = z.string().max(4_000_000);

export const ConversationDocument = z
  .object({
    id: Id,
    title: z.string().max(200).meta({ description: "Empty until the first message names it" }),
    pinned: z.boolean(),
    archived: z.boolean(),
    settings: ConversationSettings,
    messageCount: Count,
    chargedPt: PtText,
    chargedMicroPt: PtText,
    createdAt: Time,
    updatedAt: Time,
    shareUrl: z.string().max(500).nullable(),
  })
  .meta({ id: "Conversation" });

const CitationDocument = z.object({
  number: z.int().min(1),
  documentId: z.string().max(200),
  title: z.string().max(500),
  quote: z.string().max(20_000),
  url: z.string().max(2_000).optional(),
});

const ChargeDocument = z.object({
  chargedPt: PtText,
  chargedMicroPt: PtText,
  transactionId: Id.nullable(),
  rateCardVersion: Count,
  tokens: z
    .object({ input: Count, cachedRead: Count, cacheWrite: Count, output: Count })
    .nullable(),
  estimated: z.boolean(),
  writtenOffMicroPt: PtText,
});

export const MessageDocument = z
  .object({
    id: Id,
    parentId: Id.nullable(),
    role: z.enum(["user", "assistant"]),
    state: z.enum(["complete", "waiting", "streaming", "stopped", "failed"]),
    text: AnswerText,
    createdAt: Time,
    siblingIds: z.array(Id).max(10_000).meta({
      description: "The branches at this place, oldest first, this one included",
    }),
    model: z.string().max(120).nullable(),
    turnId: Id.nullable(),
    citations: z.array(CitationDocument).max(1_000),
    attachments: z.array(z.object({ id: Id, name: z.string().max(200) })).max(100),
    charge: ChargeDocument.nullable(),
    failure: z
      .object({ slug: z.string().max(60), detail: z.string().max(2_000) })
      .nullable()
      .meta({ description: "Why there is no answer; it was not charged and can be asked again" }),
  })
  .meta({ id: "Message" });

export const TranscriptDocument = z
  .object({
    conversationId: Id,
    headMessageId: Id.nullable(),
    activeTurnId: Id.nullable(),
    seq: Count.meta({ description: "Rises with every change" }),
    items: z.array(MessageDocument).max(100_000),
    nextCursor: z.null(),
  })
  .meta({ id: "Transcript" });

export const SentDocument = z
  .object({
    turnId: Id,
    seq: Count,
    userMessage: MessageDocument,
    assistantMessage: MessageDocument,
  })
  .meta({ id: "SentMessage" });

export const SearchHitDocument = z
  .object({
    conversationId: Id,
    title: z.string().max(200),
    messageId: Id,
    snippet: z.string().max(2_000),
    at: Time,
  })
  .meta({ id: "SearchHit" });

export const DocumentDocument = z
  .object({
    id: Id,
    name: z.string().max(200),
    contentType: z.string().max(200),
    byteSize: Count,
    characters: Count,
    pages: Count.nullable(),
    conversationId: Id.nullable().meta({
      description: "Null: it belongs to the workspace's knowledge",
    }),
    createdAt: Time,
  })
  .meta({ id: "Document" });

export const TemplateDocument = z
  .object({
    id: Id,
    name: z.string().max(80),
    text: z.string().max(20_000),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: "Template" });

export function toConversationDocument(
  view: ConversationView,
): z.infer<typeof ConversationDocument> {
  const { chargedMicroPt, createdAtMs, updatedAtMs, ...rest } = view;
  return {
    ...rest,
    chargedPt: microToPt(chargedMicroPt),
    chargedMicroPt: String(chargedMicroPt),
    createdAt: toIso(createdAtMs),
    updatedAt: toIso(updatedAtMs),
  };
}

export function toMessageDocument(view: MessageView): z.infer<typeof MessageDocument> {
  const { charge } = view;
  return {
    id: view.id,
    parentId: view.parentId,
    role: view.role,
    state: view.state,
    text: view.text,
    createdAt: toIso(view.createdAtMs),
    siblingIds: view.siblingIds,
    model: view.model ?? null,
    turnId: view.turnId ?? null,
    citations: view.citations ?? [],
    attachments: view.attachments ?? [],
    charge:
      charge === undefined
        ? null
        : {
            chargedPt: microToPt(charge.chargedMicroPt),
            chargedMicroPt: String(charge.chargedMicroPt),
            transactionId: charge.transactionId,
            rateCardVersion: charge.rateCardVersion,
            tokens: charge.tokens,
            estimated: charge.estimated,
            writtenOffMicroPt: String(charge.writtenOffMicroPt),
          },
    failure: view.failure ?? null,
  };
}

export function toTranscriptDocument(view: Transcript): z.infer<typeof TranscriptDocument> {
  const { conversationId, headMessageId, activeTurnId, seq, messages } = view;
  const items = messages.map(toMessageDocument);
  return { conversationId, headMessageId, activeTurnId, seq, items, nextCursor: null };
}

export function toSearchHitDocument(view: SearchHitView): z.infer<typeof SearchHitDocument> {
  const { atMs, ...rest } = view;
  return { ...rest, at: toIso(atMs) };
}

export function toDocumentDocument(view: DocumentView): z.infer<typeof DocumentDocument> {
  const { createdAtMs, ...rest } = view;
  return { ...rest, createdAt: toIso(createdAtMs) };
}

export function toTemplateDocument(view: TemplateView): z.infer<typeof TemplateDocument> {
  const { createdAtMs, updatedAtMs, ...rest } = view;
  return { ...rest, createdAt: toIso(createdAtMs), updatedAt: toIso(updatedAtMs) };
}

import { z } from "zod";

export const MESSAGE_BYTES_MAX = 256_000;
export const TITLE_LENGTH_MAX = 200;

const Text = z.string().trim().min(1, "write something first").max(MESSAGE_BYTES_MAX);

/** Parameters that a conversation keeps; absent ones are the model's defaults. */
export const ConversationSettings = z.object({
  model: z.string().max(120).optional(),
  systemPrompt: z.string().max(20_000).optional(),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  maxOutputTokens: z.int().min(1).max(1_000_000).optional(),
  /** Whether the workspace's knowledge is searched for this conversation. */
  useKnowledge: z.boolean().optional(),
});
export type ConversationSettings = z.infer<typeof ConversationSettings>;

export const NewConversation = z.object({
  title: z.string().trim().min(1).max(TITLE_LENGTH_MAX).optional(),
  settings: ConversationSettings.optional(),
});
export type NewConversation = z.infer<typeof NewConversation>;

export const ConversationPatch = z.object({
  title: z.string().trim().min(1).max(TITLE_LENGTH_MAX).optional(),
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
  settings: ConversationSettings.optional(),
  /** The leaf of the branch to show and to continue. */
  headMessageId: z.string().optional(),
});
export type ConversationPatch = z.infer<typeof ConversationPatch>;

/** Sends a message and starts the turn that answers it. */
export const SendMessage = z.object({
  /** Made by the client; the same one again is the same send and never a second charge. */
  clientId: z.string().min(8).max(100),
  text: Text,
  model: z.string().max(120).optional(),
  /** Branch: the new message becomes a child of this one (null: a new first message). */
  parentId: z.string().nullable().optional(),
  attachmentIds: z.array(z.string()).max(20).optional(),
});
export type SendMessage = z.infer<typeof SendMessage>;

/** Answers the same question once more: a new turn with a charge of its own. */
export const Regenerate = z.object({
  clientId: z.string().min(8).max(100),
  messageId: z.string(),
  model: z.string().max(120).optional(),
});
export type Regenerate = z.infer<typeof Regenerate>;

export const EstimateInput = z.object({
  conversationId: z.string().optional(),
  text: z.string().max(MESSAGE_BYTES_MAX),
  model: z.string().max(120).optional(),
});
export type EstimateInput = z.infer<typeof EstimateInput>;

/** What a send will probably cost and what it holds meanwhile. Micro-PT, whole PT each. */
export interface Estimate {
  model: string;
  rateCardVersion: number;
  inputTokens: number;
  minMicroPt: number;
  maxMicroPt: number;
  holdMicroPt: number;
  availableMicroPt: number;
  fits: boolean;
  /** About how many messages like this one the balance pays for; null for a free model. */
  messagesLeft: number | null;
}

/** Messages that the caller keeps, to be answered once. */
export const CompletionInput = z.object({
  clientId: z.string().min(1).max(300).optional(),
  messages: z
    .array(
      z.object({
        role: z.enum(["system", "developer", "user", "assistant"]),
        content: z.string().max(MESSAGE_BYTES_MAX),
      }),
    )
    .min(1)
    .max(2_000),
  model: z.string().max(120).optional(),
  maxOutputTokens: z.int().min(1).max(1_000_000).optional(),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  stop: z.array(z.string().min(1).max(200)).max(4).optional(),
});
export type CompletionInput = z.infer<typeof CompletionInput>;

export interface TokenUse {
  input: number;
  cachedRead: number;
  cacheWrite: number;
  output: number;
}

export interface CitationView {
  number: number;
  documentId: string;
  title: string;
  quote: string;
  url?: string;
}

/** What a turn cost. */
export interface ChargeView {
  chargedMicroPt: number;
  transactionId: string | null;
  rateCardVersion: number;
  tokens: TokenUse | null;
  estimated: boolean;
  writtenOffMicroPt: number;
}

export type MessageState = "complete" | "waiting" | "streaming" | "stopped" | "failed";

export interface MessageView {
  id: string;
  parentId: string | null;
  role: "user" | "assistant";
  state: MessageState;
  text: string;
  createdAtMs: number;
  /** Ids of the children of this message's parent, oldest first: the branches to switch between. */
  siblingIds: string[];
  model?: string;
  turnId?: string;
  citations?: CitationView[];
  attachments?: { id: string; name: string }[];
  charge?: ChargeView;
  /** Problem slug and words for a failed turn; it was not charged and can be sent again. */
  failure?: { slug: string; detail: string };
}

/** The branch of a conversation that is shown, from its first message to its head. */
export interface Transcript {
  conversationId: string;
  /** Rises with every change; live events carry it. */
  seq: number;
  headMessageId: string | null;
  messages: MessageView[];
  activeTurnId: string | null;
}

export interface ConversationView {
  id: string;
  title: string;
  pinned: boolean;
  archived: boolean;
  settings: ConversationSettings;
  messageCount: number;
  chargedMicroPt: number;
  createdAtMs: number;
  updatedAtMs: number;
  shareUrl: string | null;
}

/** What follows a conversation live, over the WebSocket and over SSE alike. */
export type LiveEvent =
  | { type: "snapshot"; transcript: Transcript }
  | { type: "message"; seq: number; message: MessageView; headMessageId: string }
  | { type: "delta"; seq: number; messageId: string; text: string; offset: number }
  | { type: "citation"; seq: number; messageId: string; citation: CitationView }
  /** The answer starts over after an interruption of ours; what was shown of it is void. */
  | { type: "restarted"; seq: number; messageId: string }
  /** The turn has ended: the whole message with its charge or failure. */
  | { type: "settled"; seq: number; message: MessageView }
  | { type: "head"; seq: number; headMessageId: string };

/** One message found by a search. */
export interface SearchHitView {
  conversationId: string;
  title: string;
  messageId: string;
  /** The words around what was found, as plain text. */
  snippet: string;
  atMs: number;
}

/** What anyone with the link can read. */
export interface SharedTranscript {
  title: string;
  sharedAtMs: number;
  messages: MessageView[];
}

export const exportFormats = ["markdown", "json"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const DOCUMENT_BYTES_MAX = 20_000_000;
export const DOCUMENTS_MAX = 200;
export const documentTypes = ["text/plain", "text/markdown", "application/pdf"] as const;
export type DocumentType = (typeof documentTypes)[number];

export const NewDocument = z.object({
  name: z.string().trim().min(1, "give it a name").max(200),
  contentType: z.string().max(200),
  /** Absent: the document belongs to the workspace's knowledge. */
  conversationId: z.string().max(64).optional(),
});
export type NewDocument = z.infer<typeof NewDocument> & { bytes: Uint8Array };

export interface DocumentView {
  id: string;
  name: string;
  contentType: DocumentType;
  byteSize: number;
  characters: number;
  /** Null for a document without pages. */
  pages: number | null;
  conversationId: string | null;
  createdAtMs: number;
}

export const TEMPLATES_MAX = 200;

export const NewTemplate = z.object({
  name: z.string().trim().min(1, "give it a name").max(80),
  text: z.string().trim().min(1, "write something first").max(20_000),
});
export type NewTemplate = z.infer<typeof NewTemplate>;

export const TemplatePatch = NewTemplate.partial();
export type TemplatePatch = z.infer<typeof TemplatePatch>;

export interface TemplateView {
  id: string;
  name: string;
  text: string;
  createdAtMs: number;
  updatedAtMs: number;
}

export const ListConversations = z.object({
  query: z.string().max(200).optional(),
  archived: z.boolean().optional(),
  cursor: z.string().max(500).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type ListConversations = z.input<typeof ListConversations>;

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export const SearchMessages = z.object({
  query: z.string().max(400),
  cursor: z.string().max(500).optional(),
});
export type SearchMessages = z.infer<typeof SearchMessages>;

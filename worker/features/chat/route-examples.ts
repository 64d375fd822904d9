const ULID = "01KAJ3C6Z8W4T2N9Q7RXVB5M1D";

export const conversationId = `conv_${ULID}`;
export const messageId = `msg_${ULID}`;
export const turnId = `turn_${ULID}`;
export const documentId = `doc_${ULID}`;
export const templateId = `tmpl_${ULID}`;

const at = "2026-11-21T08:00:00.000Z";

export const conversation = {
  id: conversationId,
  title: "How to top up",
  pinned: false,
  archived: false,
  settings: { model: "selvedge-answerer" },
  messageCount: 2,
  chargedPt: "2",
  chargedMicroPt: "2000000",
  createdAt: at,
  updatedAt: at,
  shareUrl: null,
};

const common = {
  siblingIds: [messageId],
  createdAt: at,
  citations: [],
  attachments: [],
  failure: null,
};

export const userMessage = {
  ...common,
  id: messageId,
  parentId: null,
  role: "user" as const,
  state: "complete" as const,
  text: "How do I top up PT?",
  model: null,
  turnId,
  charge: null,
};

export const assistantMessage = {
  ...common,
  id: messageId,
  parentId: messageId,
  role: "assistant" as const,
  state: "complete" as const,
  text: "1,000 PT cost 1 US dollar.",
  model: "selvedge-answerer",
  turnId,
  charge: {
    chargedPt: "2",
    chargedMicroPt: "2000000",
    transactionId: `tx_${ULID}`,
    rateCardVersion: 1,
    tokens: { input: 120, cachedRead: 0, cacheWrite: 0, output: 640 },
    estimated: false,
    writtenOffMicroPt: "0",
  },
};

export const sent = { turnId, seq: 12, userMessage, assistantMessage };

export const transcript = {
  conversationId,
  headMessageId: messageId,
  activeTurnId: null,
  seq: 14,
  items: [userMessage, assistantMessage],
  nextCursor: null,
};

export const searchHit = {
  conversationId,
  title: "How to top up",
  messageId,
  snippet: "… 1,000 PT cost 1 US dollar …",
  at,
};

export const document = {
  id: documentId,
  name: "handbook.md",
  contentType: "text/markdown",
  byteSize: 18_211,
  characters: 18_002,
  pages: null,
  conversationId: null,
  createdAt: at,
};

export const template = {
  id: templateId,
  name: "Release notes",
  text: "Write release notes for:",
  createdAt: at,
  updatedAt: at,
};

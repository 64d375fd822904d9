/**
 * Chat: conversations, what is said in them, and what they rest on. The messages and the running
 * turn of a conversation lie in its object, which holds PT before it calls a provider and settles
 * once; the database keeps what lists and searches need and follows the object by a job. Rows and
 * objects of another workspace do not exist for a verb. See docs/design/rooms.md and
 * docs/design/ledger.md.
 */
export { addDocument } from "./add-document.ts";
export { adoptConversations } from "./adopt-conversations.ts";
export { beginConversation } from "./begin-conversation.ts";
export { completeChat, type CompletionEvent } from "./complete-chat.ts";
export { createConversation } from "./create-conversation.ts";
export { deleteConversation } from "./delete-conversation.ts";
export { deleteDocument } from "./delete-document.ts";
export { estimateMessage } from "./estimate-message.ts";
export { exportConversation } from "./export-conversation.ts";
export { findTurnRecord } from "./find-turn-record.ts";
export { followTurn } from "./follow-turn.ts";
export { getConversation } from "./get-conversation.ts";
export { getMessageCharge } from "./get-message-charge.ts";
export { getSharedTranscript } from "./get-shared-transcript.ts";
export { getTranscript } from "./get-transcript.ts";
export { listConversations } from "./list-conversations.ts";
export { listDocuments } from "./list-documents.ts";
export { openLive } from "./open-live.ts";
export { readLiveEvents } from "./read-live-events.ts";
export { regenerate } from "./regenerate.ts";
export { searchMessages } from "./search-messages.ts";
export { sendMessage, type SentMessage } from "./send-message.ts";
export { revokeShare, shareConversation } from "./share-conversation.ts";
export { stopTurn } from "./stop-turn.ts";
export { createTemplate, deleteTemplate, listTemplates, updateTemplate } from "./templates.ts";
export { updateConversation } from "./update-conversation.ts";

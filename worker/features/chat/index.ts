/**
 * Chat: conversations, what is said in them, and what they rest on. The messages and the running
 * turn of a conversation lie in its object, which holds PT before it calls a provider and settles
 * once; the database keeps what lists and searches need and follows the object by a job. Rows and
 * objects of another workspace do not exist for a verb. See docs/design/architecture.md and
 * docs/design/ledger.md.
 */
export { createConversation } from "./create-conversation.ts";
export { followTurn } from "./follow-turn.ts";
export { getConversation } from "./get-conversation.ts";
export { getTranscript } from "./get-transcript.ts";
export { listConversations } from "./list-conversations.ts";
export { openLive } from "./open-live.ts";
export { regenerate } from "./regenerate.ts";
export { sendMessage, type SentMessage } from "./send-message.ts";
export { stopTurn } from "./stop-turn.ts";
export { updateConversation } from "./update-conversation.ts";

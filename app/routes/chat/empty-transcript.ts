import type { Transcript } from "#features/chat/schema";

/** What a conversation that has not begun shows. */
export const emptyTranscript: Transcript = {
  conversationId: "",
  seq: 0,
  headMessageId: null,
  messages: [],
  activeTurnId: null,
};

import { lazy } from "react";

/*
 * Parts that a new conversation's page does not begin with: the browser loads them when they are
 * first shown. The server renders pages whole, so that they are there without script, too.
 */
const loadMessages = () => import("./message-list.tsx");

export const MessageList = lazy(async () => ({ default: (await loadMessages()).MessageList }));

export const RefusalNotice = lazy(async () => ({
  default: (await import("./refusal-notice.tsx")).RefusalNotice,
}));
export const ThresholdNotice = lazy(async () => ({
  default: (await import("./threshold-notice.tsx")).ThresholdNotice,
}));
export const ModelOptions = lazy(async () => ({
  default: (await import("./model-options.tsx")).ModelOptions,
}));
export const SearchResults = lazy(async () => ({
  default: (await import("./search-results.tsx")).SearchResults,
}));
export const DeleteConversation = lazy(async () => ({
  default: (await import("./delete-conversation.tsx")).DeleteConversation,
}));

/** Begins to load what the first message will need. */
export function preloadMessages(): void {
  void loadMessages();
}

import { lazy } from "react";

/**
 * Parts that a conversation's page does not begin with: the browser loads them when they are first
 * shown. The server has them at once, so that the page is whole without script.
 */
const loadMessages = () => import("./message-list.tsx");
const loadRefusal = () => import("./refusal-notice.tsx");
const loadThreshold = () => import("./threshold-notice.tsx");
const loadAnswer = () => import("./answer-block.tsx");

export const MessageList = import.meta.env.SSR
  ? (await loadMessages()).MessageList
  : lazy(async () => ({ default: (await loadMessages()).MessageList }));

export const RefusalNotice = import.meta.env.SSR
  ? (await loadRefusal()).RefusalNotice
  : lazy(async () => ({ default: (await loadRefusal()).RefusalNotice }));

export const ThresholdNotice = import.meta.env.SSR
  ? (await loadThreshold()).ThresholdNotice
  : lazy(async () => ({ default: (await loadThreshold()).ThresholdNotice }));

export const AnswerBlocks = import.meta.env.SSR
  ? (await loadAnswer()).AnswerBlocks
  : lazy(async () => ({ default: (await loadAnswer()).AnswerBlocks }));

/** Begins to load what the first message will need. */
export function preloadMessages(): void {
  void loadMessages();
  void loadAnswer();
}

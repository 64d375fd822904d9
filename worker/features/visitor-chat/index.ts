/**
 * Visitor chat: the start page's conversation, open to everyone. It stands above chat, credits and
 * identity; whoever writes becomes a visitor with a small gift of PT, whoever only looks does not.
 */
export { answerVisitor } from "./answer-visitor.ts";
export { estimateVisitor } from "./estimate-visitor.ts";

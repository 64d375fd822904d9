import { expect, test } from "vitest";
import { toMarkdown } from "./markdown-transcript.ts";
import type { MessageView } from "./schema.ts";

const base = { parentId: null, createdAtMs: 0, siblingIds: [] };
const messages: MessageView[] = [
  { ...base, id: "m1", role: "user", state: "complete", text: "Why?" },
  {
    ...base,
    id: "m2",
    role: "assistant",
    state: "stopped",
    text: "Because [1].",
    model: "gpt",
    citations: [{ number: 1, documentId: "d", title: "A\nbook", quote: "it  is" }],
  },
];

test("a transcript is one section a message, with its sources", () => {
  const transcript = {
    conversationId: "c",
    seq: 1,
    headMessageId: "m2",
    messages,
    activeTurnId: null,
  };
  expect(toMarkdown("On\nwhy", transcript)).toBe(`# On why

## User · 1970-01-01T00:00:00.000Z

Why?

## Assistant (gpt) · 1970-01-01T00:00:00.000Z

*stopped*

Because [1].

Sources:

1. A book: “it is”
`);
});

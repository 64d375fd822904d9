import type { MessageView, Transcript } from "./schema.ts";

/** A branch of a conversation as a Markdown document: one section a message, sources below it. */
export function toMarkdown(title: string, { messages }: Transcript): string {
  const sections = messages.map((message) => section(message));
  return `${[`# ${oneLine(title)}`, ...sections].join("\n\n")}\n`;
}

function section(message: MessageView): string {
  const { role, text, createdAtMs, model, state, citations = [], attachments = [] } = message;
  const who = role === "user" ? "User" : model === undefined ? "Assistant" : `Assistant (${model})`;
  const parts = [`## ${who} · ${new Date(createdAtMs).toISOString()}`];
  if (state !== "complete") parts.push(`*${state}*`);
  if (attachments.length > 0) {
    parts.push(attachments.map(({ name }) => `- 📎 ${oneLine(name)}`).join("\n"));
  }
  if (text !== "") parts.push(text);
  if (citations.length > 0) {
    const sources = citations.map(
      ({ number, title, quote }) => `${number}. ${oneLine(title)}: “${oneLine(quote)}”`,
    );
    parts.push(`Sources:\n\n${sources.join("\n")}`);
  }
  return parts.join("\n\n");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

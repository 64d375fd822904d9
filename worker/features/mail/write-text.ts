import type { MailContent, MailLink } from "./mail-content.ts";

function linkLines({ label, url }: MailLink): string {
  return `${label}:\n${url}`;
}

/** A mail as plain text: everything that its HTML says. */
export function writeText(content: MailContent): string {
  const { greeting, paragraphs, quote, facts, factLine, action, otherAction, after } = content;
  const { notes, links } = content.footer;
  const actions = otherAction === undefined ? [action] : [action, otherAction];
  return [
    greeting,
    ...paragraphs,
    ...(quote === undefined ? [] : [quote.replaceAll(/^/gm, "> ")]),
    ...(facts.length === 0 ? [] : [facts.map(factLine).join("\n")]),
    ...actions.map(linkLines),
    ...after,
    `--\n${[...notes, ...links.map(linkLines)].join("\n")}`,
  ].join("\n\n");
}

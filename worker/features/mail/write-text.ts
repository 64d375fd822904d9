import type { MailContent, MailLink } from "./mail-content.ts";

/** The colon stands as in a line of facts: French sets a space before it. */
function linkLines({ label, url }: MailLink, factLine: MailContent["factLine"]): string {
  return `${factLine({ label, value: "" }).trimEnd()}\n${url}`;
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
    ...actions.map((link) => linkLines(link, factLine)),
    ...after,
    `--\n${[...notes, ...links.map((link) => linkLines(link, factLine))].join("\n")}`,
  ].join("\n\n");
}

import { toIso } from "#core/time";
import type { ChannelKind } from "./schema.ts";

/** A notice in words, for a channel. */
export interface ChannelMessage {
  title: string;
  text: string;
  /** What the button says, and where it leads; absolute. */
  action: string;
  url: string;
  urgent: boolean;
  /** For programs: what happened, as facts. */
  facts: { id: string; kind: string; data: Record<string, string>; atMs: number };
}

const ACCENT = 0x33_47_a6;
const ALARM = 0xd0_25_2a;

/** Slack's three control characters. https://docs.slack.dev/messaging/formatting-message-text */
function slackText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Discord and Teams read Markdown; what others wrote stays text. */
function markdownText(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|<>~@]/g, String.raw`\$&`);
}

function slack({ title, text, action, url }: ChannelMessage) {
  const body = `*${slackText(title)}*\n${slackText(text)}`;
  return {
    text: slackText(title),
    // Nothing is made of plain words: no link of an address, no call of `@channel`.
    parse: "none",
    link_names: false,
    unfurl_links: false,
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: body.slice(0, 2_900), verbatim: true } },
      {
        type: "actions",
        elements: [
          { type: "button", url, text: { type: "plain_text", text: action.slice(0, 70) } },
        ],
      },
    ],
  };
}

function discord({ title, text, action, url, urgent, facts }: ChannelMessage) {
  return {
    username: "Selvedge",
    // Nobody is called by name, whatever the text says.
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: markdownText(title.slice(0, 120)),
        description: `${markdownText(text.slice(0, 1_700))}\n\n[${markdownText(action)}](${url})`,
        url,
        color: urgent ? ALARM : ACCENT,
        timestamp: toIso(facts.atMs),
      },
    ],
  };
}

function teams({ title, text, action, url, urgent }: ChannelMessage) {
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            {
              type: "TextBlock",
              text: markdownText(title),
              weight: "Bolder",
              size: "Medium",
              color: urgent ? "Attention" : "Default",
              wrap: true,
            },
            { type: "TextBlock", text: markdownText(text.slice(0, 2_500)), wrap: true },
          ],
          actions: [{ type: "Action.OpenUrl", title: action.slice(0, 100), url }],
        },
      },
    ],
  };
}

function webhook({ title, text, url, facts }: ChannelMessage) {
  const { id, kind, data, atMs } = facts;
  return {
    type: "notice",
    timestamp: toIso(atMs),
    data: { id, kind, title, text, url, facts: data },
  };
}

const formats: Record<ChannelKind, (message: ChannelMessage) => object> = {
  slack,
  discord,
  teams,
  webhook,
};

/** The body that a channel of that kind expects. */
export function formatMessage(kind: ChannelKind, message: ChannelMessage): string {
  return JSON.stringify(formats[kind](message));
}

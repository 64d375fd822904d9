import { describe, expect, it } from "vitest";
import { type ChannelMessage, formatMessage } from "./format-message.ts";

const LURE =
  "@everyone @here @channel <!channel> <@U1> <https://evil.example|Pay> [Pay](//evil.ex)";

function lured(length = 0): ChannelMessage {
  const text = `${LURE}${"*".repeat(length)}`;
  return {
    title: text,
    text,
    action: "Open Selvedge",
    url: "https://selvedge.example/credits",
    urgent: false,
    facts: { id: "ntc_1", kind: "test", data: {}, atMs: 0 },
  };
}

const read = (kind: Parameters<typeof formatMessage>[0], length?: number) =>
  JSON.parse(formatMessage(kind, lured(length)));

describe("what others wrote calls nobody and links nowhere", () => {
  it("in Slack, which makes neither links nor calls of plain words", () => {
    const body = read("slack");
    const [section] = body.blocks;
    expect(section.text).toMatchObject({ type: "mrkdwn", verbatim: true });
    expect(body).toMatchObject({ parse: "none", link_names: false, unfurl_links: false });
    for (const text of [section.text.text, body.text]) expect(text).not.toMatch(/[<>]/);
  });

  it("in Discord, in the title too", () => {
    const body = read("discord");
    const [embed] = body.embeds;
    expect(body.allowed_mentions).toEqual({ parse: [] });
    const others = `${embed.title}${embed.description.split("\n\n[")[0]}`;
    expect(others).not.toMatch(/(?<!\\)[@<>[\]()]/);
  });

  it("in Teams", () => {
    const [{ content }] = read("teams").attachments;
    for (const { text } of content.body) expect(text).not.toMatch(/(?<!\\)[@<>[\]()]/);
  });

  it("what is cut short ends in no mark that changes what follows", () => {
    const [embed] = read("discord", 9_000).embeds;
    expect(embed.title.length).toBeLessThanOrEqual(256);
    expect(embed.description.length).toBeLessThanOrEqual(4_096);
    expect(embed.description).toMatch(
      /\\\*\n\n\[Open Selvedge\]\(https:\/\/selvedge\.example\/credits\)$/,
    );
    expect(read("slack", 9_000).blocks[0].text.text.length).toBeLessThanOrEqual(3_000);
  });
});

import { channelKinds, channelTopics, NewChannel } from "#features/channels/schema";
import { m } from "#messages";
import { checkForm } from "../webhooks/endpoint-form.ts";

/** The form of a new channel, with what is wrong in the reader's language. */
export function parseChannelForm(form: FormData) {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const chosen = form.getAll("topics");
  return checkForm(NewChannel, {
    kind: channelKinds.find((kind) => kind === text("kind")),
    name: text("name"),
    url: text("url"),
    topics: channelTopics.filter((topic) => chosen.includes(topic)),
  });
}

export const kindWords = {
  slack: () => "Slack",
  discord: () => "Discord",
  teams: () => "Microsoft Teams",
  webhook: m.channels_kind_webhook,
};

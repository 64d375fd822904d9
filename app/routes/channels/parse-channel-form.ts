import { channelKinds, channelTopics, NewChannel } from "#features/channels/schema";
import { m } from "#messages";
import { checkForm } from "../webhooks/endpoint-form.ts";

function textsOf(form: FormData) {
  return (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
}

function topicsOf(form: FormData) {
  const chosen = form.getAll("topics");
  return channelTopics.filter((topic) => chosen.includes(topic));
}

/** What may be changed of a channel, with what is wrong in the reader's language. */
export function parseChangeForm(form: FormData) {
  const text = textsOf(form);
  return checkForm(NewChannel.pick({ name: true, topics: true }), {
    name: text("name"),
    topics: topicsOf(form),
  });
}

/** The form of a new channel, with what is wrong in the reader's language. */
export function parseChannelForm(form: FormData) {
  const text = textsOf(form);
  return checkForm(NewChannel, {
    kind: channelKinds.find((kind) => kind === text("kind")),
    name: text("name"),
    url: text("url"),
    topics: topicsOf(form),
  });
}

export const kindWords = {
  slack: () => "Slack",
  discord: () => "Discord",
  teams: () => "Microsoft Teams",
  webhook: m.channels_kind_webhook,
};

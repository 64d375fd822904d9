import {
  digests,
  isChoosable,
  personalChannels,
  type PreferencesPatch,
  topics,
} from "#features/preferences/schema";

/** The whole matrix, with times: a box that is not ticked is a choice too. */
export function parsePreferencesForm(form: FormData): PreferencesPatch {
  const chosen = topics.map((topic) => {
    const own = personalChannels.filter((channel) => isChoosable(topic, channel));
    const choice = own.map((channel) => [channel, form.has(`${topic}.${channel}`)]);
    return [topic, Object.fromEntries(choice)];
  });
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const digest = digests.find((one) => one === text("digest"));
  return {
    topics: Object.fromEntries(chosen) as PreferencesPatch["topics"],
    quietHours: form.has("quiet") ? { from: text("from"), until: text("until") } : null,
    ...(digest === undefined ? {} : { digest }),
  };
}

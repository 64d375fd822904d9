import { eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import {
  isChoosable,
  type PersonalChannel,
  personalChannels,
  type Preferences,
  type Topic,
  topicFacts,
  topics,
  type TopicChoice,
} from "./schema.ts";
import { preferences } from "./tables.ts";

type Row = typeof preferences.$inferSelect;

/** A choice that is not theirs to make is ignored, also one of before it was locked. */
export function isOn(
  row: Pick<Row, "choices"> | undefined,
  topic: Topic,
  channel: PersonalChannel,
): boolean {
  const chosen = isChoosable(topic, channel) ? row?.choices[topic]?.[channel] : undefined;
  return chosen ?? topicFacts[topic].defaults[channel] ?? false;
}

export async function findRow(ctx: Ctx, userId: UserId): Promise<Row | undefined> {
  return await ctx.db.select().from(preferences).where(eq(preferences.userId, userId)).get();
}

function choiceOf(row: Row | undefined, topic: Topic): TopicChoice {
  const { defaults } = topicFacts[topic];
  const offered = personalChannels.filter((channel) => channel in defaults);
  return Object.fromEntries(offered.map((channel) => [channel, isOn(row, topic, channel)]));
}

export function toPreferences(row: Row | undefined): Preferences {
  const chosen = topics.map((topic) => [topic, choiceOf(row, topic)]);
  return {
    topics: Object.fromEntries(chosen) as Preferences["topics"],
    quietHours: row?.quietHours ?? null,
    digest: row?.digest ?? "weekly",
  };
}

import { sql } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { requirePerson } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { findRow, toPreferences } from "./preferences-row.ts";
import {
  isChoosable,
  type MailTopic,
  type Preferences,
  PreferencesPatch,
  type Topic,
  type TopicChoice,
} from "./schema.ts";
import { preferences } from "./tables.ts";

/** What was chosen, without what is not theirs to choose. */
function choosable(chosen: Partial<Record<Topic, TopicChoice>>): typeof chosen {
  const entries = Object.entries(chosen).map(([topic, choice]) => {
    const kept = Object.entries(choice ?? {}).filter(([channel, on]) => {
      return on !== undefined && isChoosable(topic as Topic, channel as keyof TopicChoice);
    });
    return [topic, Object.fromEntries(kept)] as const;
  });
  return Object.fromEntries(entries.filter(([, choice]) => Object.keys(choice).length > 0));
}

/** Merges into what was chosen before in one statement, so that two tabs do not undo each other. */
function patchRow(ctx: Ctx, userId: UserId, patch: PreferencesPatch): Statement {
  const { topics = {}, quietHours, digest } = patch;
  const merged = sql`json_patch(${preferences.choices}, ${JSON.stringify(choosable(topics))})`;
  const now = ctx.clock.now();
  return ctx.db
    .insert(preferences)
    .values({
      userId,
      choices: choosable(topics),
      quietHours: quietHours ?? null,
      timeZone: "UTC",
      digest: digest ?? "weekly",
      updatedAtMs: now,
    })
    .onConflictDoUpdate({
      target: preferences.userId,
      set: {
        choices: merged,
        ...(quietHours === undefined ? {} : { quietHours }),
        ...(digest === undefined ? {} : { digest }),
        updatedAtMs: now,
      },
    });
}

/**
 * Changes what is given of the person's choices and answers all of them. Essential mails stay on,
 * whatever is asked. Safe to repeat. Others than people are `unauthorized`.
 */
export async function updatePreferences(ctx: Ctx, input: PreferencesPatch): Promise<Preferences> {
  const userId = requirePerson(ctx);
  const patch = parseInput(PreferencesPatch, input);
  await runBatch(ctx.db, [
    patchRow(ctx, userId, patch),
    auditRow(ctx, "notification-preferences.changed", userId, { ...patch }),
  ]);
  return toPreferences(await findRow(ctx, userId));
}

/**
 * The rows that stop mails about a topic, for the batch of a verb that has proved who asks: the
 * one-click unsubscribe of RFC 8058. Essential mails stay on. Safe to repeat.
 */
export function stopMailRows(ctx: Ctx, userId: UserId, topic: MailTopic): Statement[] {
  const patch: PreferencesPatch =
    topic === "digest" ? { digest: "off" } : { topics: { [topic]: { mail: false } } };
  return [
    patchRow(ctx, userId, patch),
    auditRow(ctx, "notification-preferences.mail-stopped", userId, { topic }),
  ];
}

/**
 * The rows that let mails about a topic come again, for the batch of a verb that has proved who asks:
 * a change of mind on the page of the same link. Safe to repeat.
 */
export function resumeMailRows(ctx: Ctx, userId: UserId, topic: MailTopic): Statement[] {
  const patch: PreferencesPatch =
    topic === "digest" ? { digest: "weekly" } : { topics: { [topic]: { mail: true } } };
  return [
    patchRow(ctx, userId, patch),
    auditRow(ctx, "notification-preferences.mail-resumed", userId, { topic }),
  ];
}

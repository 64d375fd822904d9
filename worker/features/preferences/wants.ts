import { eq, inArray } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { users } from "#features/identity/tables";
import type { Ctx } from "#platform/ctx";
import { quietEndMs } from "./local-time.ts";
import { findRow, isOn } from "./preferences-row.ts";
import type { MailTopic, PersonalChannel, Topic } from "./schema.ts";
import { preferences } from "./tables.ts";

type Row = typeof preferences.$inferSelect;

function wantsTopic(row: Row | undefined, topic: MailTopic): boolean {
  return topic === "digest" ? row?.digest !== "off" : isOn(row, topic, "mail");
}

/**
 * Whether a person wants mails about this topic now; always true for topics whose mails are
 * essential. For jobs, at the moment of sending.
 */
export async function wantsMail(ctx: Ctx, userId: UserId, topic: MailTopic): Promise<boolean> {
  return wantsTopic(await findRow(ctx, userId), topic);
}

/** What a person wants of mails, as it is now. */
export interface MailWishes {
  wants: (topic: MailTopic) => boolean;
  /** When the quiet hours end in which the person is, epoch milliseconds; null outside of them. */
  quietUntilMs: number | null;
}

/**
 * What several people want of mails: `wantsMail` and `quietEndsAtMs` of all of them at once. For jobs,
 * at the moment of sending; at most 90.
 */
export async function listMailWishes(
  ctx: Ctx,
  userIds: UserId[],
): Promise<Map<UserId, MailWishes>> {
  if (userIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ userId: users.id, timeZone: users.timeZone, row: preferences })
    .from(users)
    .leftJoin(preferences, eq(preferences.userId, users.id))
    .where(inArray(users.id, userIds));
  const nowMs = ctx.clock.now();
  return new Map(
    rows.map(({ userId, timeZone, row }) => {
      const quietHours = row?.quietHours ?? null;
      const wishes: MailWishes = {
        wants: (topic) => wantsTopic(row ?? undefined, topic),
        quietUntilMs: quietHours === null ? null : quietEndMs(nowMs, quietHours, timeZone ?? "UTC"),
      };
      return [userId, wishes];
    }),
  );
}

/**
 * When the quiet hours end in which the person is now, by the time zone of their profile, epoch milliseconds; null outside of them.
 * What is urgent does not ask. For jobs.
 */
export async function quietEndsAtMs(ctx: Ctx, userId: UserId): Promise<number | null> {
  const row = await findRow(ctx, userId);
  if (row === undefined || row.quietHours === null) return null;
  const user = await ctx.db
    .select({ timeZone: users.timeZone })
    .from(users)
    .where(eq(users.id, userId))
    .get();
  return quietEndMs(ctx.clock.now(), row.quietHours, user?.timeZone ?? "UTC");
}

/** Of several people those who want to hear of a topic on a channel. For jobs; at most 100. */
export async function listWanting(
  ctx: Ctx,
  userIds: UserId[],
  { topic, channel }: { topic: Topic; channel: PersonalChannel },
): Promise<UserId[]> {
  if (userIds.length === 0) return [];
  const rows = await ctx.db.select().from(preferences).where(inArray(preferences.userId, userIds));
  const byUser = new Map(rows.map((row) => [row.userId, row]));
  return userIds.filter((userId) => isOn(byUser.get(userId), topic, channel));
}

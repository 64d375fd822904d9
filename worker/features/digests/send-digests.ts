import { and, count, eq, gte, inArray, isNull, lt, or, sql, sum } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { microToPt } from "#core/money";
import { DAY_MS } from "#core/time";
import { usageDaily } from "#features/credits/tables";
import { users } from "#features/identity/tables";
import { mailRows } from "#features/mail";
import { notices } from "#features/notices/tables";
import { localTime } from "#features/preferences";
import type { Digest } from "#features/preferences/schema";
import { preferences } from "#features/preferences/tables";
import { requireOperator } from "#features/workspaces";
import { memberships, workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { digests } from "./tables.ts";

/** Summaries leave from eight in the morning on; what a stop delayed, until eight in the evening. */
const FROM_MINUTE = 8 * 60;
const UNTIL_MINUTE = 20 * 60;
const PEOPLE_MAX = 200;
const WORKSPACES_MAX = 50;
const MONDAY = 0;

interface Reader {
  userId: UserId;
  name: string;
  email: string;
  locale: string;
  digest: Digest;
}

/** People of a zone whose day has not been looked at, at most 200. */
async function listReaders(ctx: Ctx, timeZone: string | null, date: string): Promise<Reader[]> {
  return await ctx.db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      locale: users.locale,
      digest: sql<Digest>`COALESCE(${preferences.digest}, 'weekly')`,
    })
    .from(users)
    .leftJoin(preferences, eq(preferences.userId, users.id))
    .leftJoin(digests, eq(digests.userId, users.id))
    .where(
      and(
        timeZone === null ? isNull(users.timeZone) : eq(users.timeZone, timeZone),
        eq(users.emailVerified, true),
        or(isNull(digests.lastDate), lt(digests.lastDate, date)),
      ),
    )
    .limit(PEOPLE_MAX);
}

async function usedSince(ctx: Ctx, userId: UserId, fromMs: number) {
  const mine = await ctx.db
    .select({ id: workspaces.id, accountId: workspaces.accountId })
    .from(memberships)
    .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
    .where(eq(memberships.userId, userId))
    .limit(WORKSPACES_MAX);
  if (mine.length === 0) return { answers: 0, microPt: 0, notices: 0 };
  const accounts = mine.map(({ accountId }) => accountId);
  const fromDay = new Date(fromMs).toISOString().slice(0, 10);
  const usage = await ctx.db
    .select({
      answers: sum(usageDaily.answers).mapWith(Number),
      microPt: sum(usageDaily.chargedMicroPt).mapWith(Number),
    })
    .from(usageDaily)
    .where(and(inArray(usageDaily.accountId, accounts), gte(usageDaily.day, fromDay)))
    .get();
  const ids = mine.map(({ id }) => id);
  const told = await ctx.db
    .select({ notices: count() })
    .from(notices)
    .where(
      and(
        inArray(notices.workspaceId, ids),
        inArray(notices.userId, ["", userId]),
        gte(notices.atMs, fromMs),
      ),
    )
    .get();
  return {
    answers: usage?.answers ?? 0,
    microPt: usage?.microPt ?? 0,
    notices: told?.notices ?? 0,
  };
}

/** True when a mail was asked for: something had happened. */
async function sendTo(ctx: Ctx, reader: Reader, date: string): Promise<boolean> {
  const { userId, name, email, locale, digest } = reader;
  const now = ctx.clock.now();
  const happened = await usedSince(ctx, userId, now - (digest === "daily" ? DAY_MS : 7 * DAY_MS));
  if (happened.answers + happened.notices === 0) return false;
  const rows = mailRows(ctx, {
    to: email,
    template: "digest",
    locale,
    data: {
      name,
      url: `${ctx.origin}/credits`,
      period: digest,
      untilAtMs: String(now),
      usedPt: microToPt(happened.microPt),
      answers: String(happened.answers),
      notices: String(happened.notices),
    },
    key: `digest:${userId}:${date}`,
  });
  await runBatch(ctx.db, rows);
  return true;
}

async function markLooked(ctx: Ctx, readers: Reader[], date: string): Promise<void> {
  const PART = 40;
  for (let at = 0; at < readers.length; at += PART) {
    const values = readers.slice(at, at + PART).map(({ userId }) => ({ userId, lastDate: date }));
    await ctx.db
      .insert(digests)
      .values(values)
      .onConflictDoUpdate({ target: digests.userId, set: { lastDate: sql`excluded.last_date` } });
  }
}

/**
 * Sends the summary of the last day or week to those for whom it is time: from eight in the morning
 * of their own zone, each day or on Mondays, once a day and person, and nothing when nothing
 * happened. At most 200 people of a zone in one run; the next run goes on. Safe to repeat. For jobs.
 */
export async function sendDigests(ctx: Ctx): Promise<{ looked: number; sent: number }> {
  requireOperator(ctx);
  const zones = await ctx.db.selectDistinct({ timeZone: users.timeZone }).from(users);
  const report = { looked: 0, sent: 0 };
  for (const { timeZone } of zones) {
    const { date, minute, weekday } = localTime(ctx.clock.now(), timeZone ?? "UTC");
    if (minute < FROM_MINUTE || minute >= UNTIL_MINUTE) continue;
    const readers = await listReaders(ctx, timeZone, date);
    for (const reader of readers) {
      const isTime =
        reader.digest === "daily" || (reader.digest === "weekly" && weekday === MONDAY);
      if (isTime && (await sendTo(ctx, reader, date))) report.sent += 1;
    }
    await markLooked(ctx, readers, date);
    report.looked += readers.length;
  }
  return report;
}

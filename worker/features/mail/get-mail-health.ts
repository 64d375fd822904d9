import { and, count, eq, gte, isNotNull, min, sql } from "drizzle-orm";
import { DAY_MS, HOUR_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { isDue } from "./claim-mails.ts";
import { type MailHealth, mailLanes, mailStates } from "./schema.ts";
import { mailCircuits, mails } from "./tables.ts";

const SAMPLE_MAX = 10_000;

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}

/** The values that half and 95 % of a sorted sample do not exceed. */
function delayOf(sorted: number[]): MailHealth["delayMs"] {
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return sorted.length === 0 ? null : { p50: at(0.5), p95: at(0.95) };
}

/** How mail does: what waits, since when, how fast it leaves and what fails. For the operator. */
export async function getMailHealth(ctx: Ctx): Promise<MailHealth> {
  requireOperator(ctx);
  const nowMs = ctx.clock.now();
  const [byState, byLane, oldest, ended, delays, circuits] = await Promise.all([
    ctx.db.select({ state: mails.state, n: count() }).from(mails).groupBy(mails.state),
    ctx.db
      .select({ lane: mails.lane, n: count() })
      .from(mails)
      .where(eq(mails.state, "waiting"))
      .groupBy(mails.lane),
    ctx.db
      .select({ atMs: min(mails.nextTryAtMs) })
      .from(mails)
      .where(isDue(nowMs))
      .get(),
    ctx.db
      .select({
        state: mails.state,
        n: count(),
        lastHour: sql<number>`sum(${mails.endedAtMs} >= ${nowMs - HOUR_MS})`,
      })
      .from(mails)
      .where(gte(mails.endedAtMs, nowMs - DAY_MS))
      .groupBy(mails.state),
    ctx.db
      .select({ delayMs: sql<number>`${mails.sentAtMs} - ${mails.createdAtMs}` })
      .from(mails)
      .where(and(gte(mails.endedAtMs, nowMs - DAY_MS), isNotNull(mails.sentAtMs)))
      .limit(SAMPLE_MAX),
    ctx.db.select().from(mailCircuits),
  ]);
  const states = zeros(mailStates);
  for (const { state, n } of byState) states[state] = n;
  const waitingByLane = zeros(mailLanes);
  for (const { lane, n } of byLane) waitingByLane[lane] = n;
  const endedAs = (state: string) => ended.find((one) => one.state === state);
  return {
    transport: ctx.settings.mail.transport,
    fallback: ctx.settings.mail.fallback ?? null,
    states,
    waitingByLane,
    oldestDueAtMs: oldest?.atMs ?? null,
    sentLastHour: endedAs("sent")?.lastHour ?? 0,
    lastDay: {
      sent: endedAs("sent")?.n ?? 0,
      refused: endedAs("refused")?.n ?? 0,
      suppressed: endedAs("suppressed")?.n ?? 0,
      unknown: endedAs("unknown")?.n ?? 0,
    },
    delayMs: delayOf(delays.map(({ delayMs }) => delayMs).sort((a, b) => a - b)),
    circuits,
  };
}

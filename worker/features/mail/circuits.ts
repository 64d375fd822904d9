import { and, eq, lte, sql } from "drizzle-orm";
import { MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import type { MailTransportName } from "#platform/mail/transport";
import { mailCircuits } from "./tables.ts";

/** So many tries in a row that a transport did not take open its circuit. */
const FAILURES_MAX = 5;
const OPEN_MS = MINUTE_MS;
const OPEN_MS_MAX = 30 * MINUTE_MS;

/** How long a transport is left alone after so many failures in a row; undefined while it is not. */
export function decideOpenMs(failures: number): number | undefined {
  if (failures < FAILURES_MAX) return undefined;
  return Math.min(OPEN_MS * 2 ** (failures - FAILURES_MAX), OPEN_MS_MAX);
}

/** Notes how a transport took the tries of a group: one that took any of them works. */
export async function noteTries(
  ctx: Ctx,
  transport: MailTransportName,
  tries: { taken: boolean; reason: string | null }[],
): Promise<void> {
  const nowMs = ctx.clock.now();
  const last = tries.findLast(({ taken }) => !taken);
  if (tries.length === 0) return;
  const works = tries.some(({ taken }) => taken);
  const row = await ctx.db
    .insert(mailCircuits)
    .values({
      transport,
      failures: works ? 0 : tries.length,
      openUntilMs: null,
      lastReason: last?.reason ?? null,
      lastFailureAtMs: last === undefined ? null : nowMs,
      lastSuccessAtMs: works ? nowMs : null,
    })
    .onConflictDoUpdate({
      target: mailCircuits.transport,
      set: {
        failures: works ? 0 : sql`${mailCircuits.failures} + ${tries.length}`,
        ...(works ? { lastSuccessAtMs: nowMs, openUntilMs: null } : {}),
        ...(last === undefined ? {} : { lastReason: last.reason, lastFailureAtMs: nowMs }),
      },
    })
    .returning()
    .get();
  const openMs = works ? undefined : decideOpenMs(row.failures);
  if (openMs === undefined) return;
  await ctx.db
    .update(mailCircuits)
    .set({ openUntilMs: nowMs + openMs })
    .where(eq(mailCircuits.transport, transport));
}

/**
 * Whether a transport may be asked now. While its circuit is open it may not; when that time is over
 * one caller may try, and the others once that has worked.
 */
export async function mayAsk(ctx: Ctx, transport: MailTransportName): Promise<boolean> {
  const row = await ctx.db
    .select()
    .from(mailCircuits)
    .where(eq(mailCircuits.transport, transport))
    .get();
  if (row === undefined || row.openUntilMs === null) return true;
  const nowMs = ctx.clock.now();
  if (row.openUntilMs > nowMs) return false;
  const openMs = decideOpenMs(row.failures) ?? OPEN_MS;
  const [probing] = await ctx.db
    .update(mailCircuits)
    .set({ openUntilMs: nowMs + openMs })
    .where(and(eq(mailCircuits.transport, transport), lte(mailCircuits.openUntilMs, nowMs)))
    .returning();
  return probing !== undefined;
}

import { lte } from "drizzle-orm";
import { DAY_MS } from "#core/time";
import { auditRow } from "#platform/audit";
import type { CronJob } from "#platform/jobs";
import { expireUsedOnce } from "#platform/one-use";
import { programRequests, programs } from "./tables.ts";

const KEPT_AFTER_END_MS = 30 * DAY_MS;

/** Nightly: forgets requests that are over, programs that ended a month ago, and used challenges. */
export const expireTokensJob: CronJob = async (ctx) => {
  const now = ctx.clock.now();
  const before = now - KEPT_AFTER_END_MS;
  const [requests, expired, ended] = await ctx.db.batch([
    ctx.db
      .delete(programRequests)
      .where(lte(programRequests.expiresAtMs, now - DAY_MS))
      .returning({ id: programRequests.id }),
    ctx.db.delete(programs).where(lte(programs.expiresAtMs, before)).returning({ id: programs.id }),
    ctx.db.delete(programs).where(lte(programs.endedAtMs, before)).returning({ id: programs.id }),
    auditRow(ctx, "tokens.expired", "requests and programs"),
  ]);
  return {
    requests: requests.length,
    programs: expired.length + ended.length,
    challenges: await expireUsedOnce(ctx),
  };
};

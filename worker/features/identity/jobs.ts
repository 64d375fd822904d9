import { lte } from "drizzle-orm";
import { DAY_MS } from "#core/time";
import { sessions } from "#features/sessions/tables";
import { startFirstPlan } from "#features/visitors";
import { auditRow } from "#platform/audit";
import type { CronJob, JobHandlers } from "#platform/jobs";
import { verifications } from "./tables.ts";

export const identityJobs: JobHandlers = {
  "identity.user-registered": (ctx, { workspaceId, accountId, plan }) =>
    startFirstPlan(ctx, { id: workspaceId, accountId }, plan),
};

const KEPT_AFTER_END_MS = 7 * DAY_MS;

/** Nightly: forgets sessions and mailed links that have been over for a week. */
export const expireIdentityJob: CronJob = async (ctx) => {
  const before = new Date(ctx.clock.now() - KEPT_AFTER_END_MS);
  const [endedSessions, endedProofs] = await ctx.db.batch([
    ctx.db.delete(sessions).where(lte(sessions.expiresAt, before)).returning({ id: sessions.id }),
    ctx.db
      .delete(verifications)
      .where(lte(verifications.expiresAt, before))
      .returning({ id: verifications.id }),
    auditRow(ctx, "identity.expired", "sessions and links"),
  ]);
  return { sessions: endedSessions.length, links: endedProofs.length };
};

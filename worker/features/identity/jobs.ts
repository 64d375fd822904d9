import { lte } from "drizzle-orm";
import { DAY_MS } from "#core/time";
import { sessions } from "#features/sessions/tables";
import { startFirstPlan } from "#features/visitors";
import { auditRow } from "#platform/audit";
import type { CronJob, JobHandlers } from "#platform/jobs";
import { emailChanges, registrations, verifications } from "./tables.ts";

export const identityJobs: JobHandlers = {
  "identity.user-registered": (ctx, { workspaceId, accountId, plan }) =>
    startFirstPlan(ctx, { id: workspaceId, accountId }, plan),
};

const KEPT_AFTER_END_MS = 7 * DAY_MS;

/** Nightly: forgets sessions and mailed links over for a week, and what waited in vain for a link. */
export const expireIdentityJob: CronJob = async (ctx) => {
  const before = new Date(ctx.clock.now() - KEPT_AFTER_END_MS);
  const nowMs = ctx.clock.now();
  const [endedSessions, endedProofs, endedRegistrations] = await ctx.db.batch([
    ctx.db.delete(sessions).where(lte(sessions.expiresAt, before)).returning({ id: sessions.id }),
    ctx.db
      .delete(verifications)
      .where(lte(verifications.expiresAt, before))
      .returning({ id: verifications.id }),
    ctx.db
      .delete(registrations)
      .where(lte(registrations.expiresAtMs, nowMs))
      .returning({ id: registrations.id }),
    ctx.db.delete(emailChanges).where(lte(emailChanges.expiresAtMs, nowMs)),
    auditRow(ctx, "identity.expired", "sessions and links"),
  ]);
  return {
    sessions: endedSessions.length,
    links: endedProofs.length,
    registrations: endedRegistrations.length,
  };
};

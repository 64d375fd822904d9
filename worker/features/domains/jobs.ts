import { asc, isNotNull } from "drizzle-orm";
import type { CronJob, JobHandlers } from "#platform/jobs";
import { recheckDomain } from "./claim-domain.ts";
import { joinByDomain } from "./join-by-domain.ts";
import { domains } from "./tables.ts";

const CHECKED_MAX = 500;

export const domainJobs: JobHandlers = {
  "domains.address-confirmed": async (ctx, { userId }) => {
    await joinByDomain(ctx, userId);
  },
};

/** Looks once more for the records of proven domains, longest unseen first, at most 500 a night. */
export const checkDomainsJob: CronJob = async (ctx) => {
  const rows = await ctx.db
    .select()
    .from(domains)
    .where(isNotNull(domains.verifiedAtMs))
    .orderBy(asc(domains.checkedAtMs))
    .limit(CHECKED_MAX);
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const found = await recheckDomain(ctx, row);
    counts[found] = (counts[found] ?? 0) + 1;
  }
  return counts;
};

import { startPlan } from "#features/credits";
import type { CronJob, JobHandlers } from "#platform/jobs";
import { sweepBilling } from "./sweep-billing.ts";

/** What billing does with its own queue messages. */
export const billingJobs: JobHandlers = {
  "billing.plan-ended": async (ctx, { accountId, key }) =>
    await startPlan(ctx, { accountId, plan: "free", key }),
};

/** Five-minutely: finishes what a crash left, and looks at what Stripe may have changed unheard. */
export const sweepBillingJob: CronJob = async (ctx) => ({ ...(await sweepBilling(ctx)) });

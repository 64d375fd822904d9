import type { CronJob, JobHandlers } from "#platform/jobs";
import { checkLedgers, continueCheck } from "./check-ledgers.ts";
import { projectAccount } from "./project-account.ts";
import { raiseAlerts } from "./raise-alerts.ts";
import { recordNotice } from "./record-notice.ts";
import { sweepPlans } from "./start-plan.ts";

/** What credits does with its own queue messages. */
export const creditJobs: JobHandlers = {
  "credits.entries-appended": async (ctx, { accountId }) => {
    await projectAccount(ctx, accountId);
    await raiseAlerts(ctx, accountId);
  },
  "credits.notice": async (ctx, payload, messageId) => await recordNotice(ctx, messageId, payload),
};

/** Nightly: folds every ledger and compares. */
export const checkLedgersJob: CronJob = async (ctx) => ({ ...(await checkLedgers(ctx)) });

/** Five-minutely: goes on with a nightly check that was too long for one run. */
export const continueCheckJob: CronJob = async (ctx) => ({ ...(await continueCheck(ctx)) });

/** Five-minutely: grants started periods that a crash left behind, renews those of free plans. */
export const sweepPlansJob: CronJob = async (ctx) => await sweepPlans(ctx);

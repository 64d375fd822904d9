import type { CronJob } from "#platform/jobs";
import { advanceRun } from "./advance-run.ts";
import type { RunView } from "./schema.ts";
import { findRunning, startRun } from "./start-run.ts";

/** What a job's report says of a run, in few words. */
function reportOf(run: RunView | undefined): Record<string, unknown> {
  if (run === undefined) return {};
  const { id, state, stage, accounts, transactions, appeared, resolved, truedUp } = run;
  return { run: id, state, stage, accounts, transactions, appeared, resolved, truedUp };
}

/** Nightly: compares the ledgers with Stripe and with the providers' reports. */
export const reconcileJob: CronJob = async (ctx) => {
  const { id } = await startRun(ctx, { trigger: "night", asked: false });
  return reportOf(await advanceRun(ctx, id as `rec_${string}`));
};

/** Five-minutely: goes on with a run that is not finished. */
export const continueReconciliationJob: CronJob = async (ctx) => {
  const running = await findRunning(ctx);
  return running === undefined ? {} : reportOf(await advanceRun(ctx, running.id));
};

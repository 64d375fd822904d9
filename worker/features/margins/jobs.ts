import type { CronJob } from "#platform/jobs";
import { watchMargins } from "./watch-margins.ts";

/** Nightly: works out the margins, alerts, mitigates. */
export const watchMarginsJob: CronJob = async (ctx) => {
  const { day, total, plans } = await watchMargins(ctx);
  return {
    day,
    marginPercent: total.marginPercent,
    lights: Object.fromEntries(plans.map(({ plan, light }) => [plan, light])),
  };
};

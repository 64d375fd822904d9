import type { CronJob } from "#platform/jobs";
import { DAY_MS } from "#core/time";
import { closeMonth, findDueMonth } from "./close-month.ts";
import { spanOf } from "./months.ts";

/** How long a month may still be waited for: events of its last day arrive, reports are made. */
const SETTLING_MS = DAY_MS;
/** A deployment that stood still catches up at this pace. */
const MONTHS_PER_RUN = 12;

/** Nightly and five-minutely: closes the months that are over, one after the other. */
export const closeMonthsJob: CronJob = async (ctx) => {
  const closed: string[] = [];
  for (let months = 0; months < MONTHS_PER_RUN; months++) {
    const month = await findDueMonth(ctx);
    if (month === undefined || spanOf(month).endsAtMs + SETTLING_MS > ctx.clock.now()) break;
    const { state } = await closeMonth(ctx, { month });
    if (state !== "closed") return { closed, running: month };
    closed.push(month);
  }
  return { closed };
};

import { Problem } from "#core/problem";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import { type CronRunView, runCronJob } from "#features/operations";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import { flushOutbox } from "#platform/outbox";
import { cronJobs, type CronJobName, type Schedule } from "./cron-jobs.ts";

/** The expressions of wrangler.toml. */
const schedules: Record<string, Schedule> = {
  "*/5 * * * *": "five-minutely",
  "17 2 * * *": "nightly",
};

const NIGHTLY_AT_MS = 2 * HOUR_MS + 17 * MINUTE_MS;

function isJobName(name: string): name is CronJobName {
  return Object.hasOwn(cronJobs, name);
}

/** Runs one scheduled job now, by name. Unknown names are `not-found`. */
export async function runNamedJob(ctx: Ctx, name: string): Promise<CronRunView> {
  if (!isJobName(name)) {
    const names = Object.keys(cronJobs);
    throw new Problem("not-found", {
      detail: `There is no scheduled job of that name; there are: ${names.join(", ")}.`,
      extensions: { names },
    });
  }
  const run = await runCronJob(ctx, name, cronJobs[name].run);
  await flushOutbox(ctx);
  return run;
}

/** Names of the jobs on a schedule. */
export function jobsOn(schedule: Schedule): CronJobName[] {
  const names = Object.keys(cronJobs) as CronJobName[];
  return names.filter((name) => cronJobs[name].schedule === schedule);
}

/** The schedules that came round between two times; each fires once however long that was. */
export function schedulesBetween(fromMs: number, toMs: number): Schedule[] {
  const passed = (periodMs: number, phaseMs: number) =>
    Math.floor((toMs - phaseMs) / periodMs) > Math.floor((fromMs - phaseMs) / periodMs);
  const due: Schedule[] = [];
  if (passed(5 * MINUTE_MS, 0)) due.push("five-minutely");
  if (passed(DAY_MS, NIGHTLY_AT_MS)) due.push("nightly");
  return due;
}

/** The Cron Trigger: its expression stands for a schedule, anything else is the name of a job. */
export async function runScheduled(
  cron: string,
  env: Env,
  execution: ExecutionContext,
): Promise<void> {
  const schedule = schedules[cron];
  const names = schedule === undefined ? [cron] : jobsOn(schedule);
  for (const name of names) {
    const ctx = createCtx(env, {
      actor: { kind: "job", name },
      defer: (work) => execution.waitUntil(work),
    });
    await runNamedJob(ctx, name);
  }
}

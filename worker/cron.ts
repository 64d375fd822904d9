import { Problem } from "#core/problem";
import { type CronRunView, runCronJob } from "#features/operations";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import { flushOutbox } from "#platform/outbox";
import { cronJobs, type CronJobName } from "./cron-jobs.ts";
import { type Schedule, schedules } from "./schedules.ts";

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

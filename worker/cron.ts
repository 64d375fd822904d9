import { Problem } from "#core/problem";
import { type CronRunView, runCronJob } from "#features/operations";
import {
  isScheduledJobName,
  type Schedule,
  type ScheduledJobName,
  scheduledJobs,
} from "#features/operations/schema";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import { flushOutbox } from "#platform/outbox";
import { cronJobs } from "./cron-jobs.ts";
import { schedules } from "./schedules.ts";

/** Runs one scheduled job now, by name, as the run `runId`. Unknown names are `not-found`. */
export async function runNamedJob(ctx: Ctx, name: string, runId?: string): Promise<CronRunView> {
  if (!isScheduledJobName(name)) {
    const names = Object.keys(cronJobs);
    throw new Problem("not-found", {
      detail: `There is no scheduled job of that name; there are: ${names.join(", ")}.`,
      extensions: { names },
    });
  }
  const run = await runCronJob(ctx, name, cronJobs[name], runId);
  await flushOutbox(ctx);
  return run;
}

/** Names of the jobs on a schedule. */
export function jobsOn(schedule: Schedule): ScheduledJobName[] {
  const names = Object.keys(scheduledJobs) as ScheduledJobName[];
  return names.filter((name) => scheduledJobs[name] === schedule);
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

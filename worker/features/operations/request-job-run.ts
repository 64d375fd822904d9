import { newId } from "#core/ids";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { isScheduledJobName } from "./schema.ts";
import { cronRuns } from "./tables.ts";

/**
 * Asks for a scheduled job to run now, on the work queue, so that it goes on when the page is left;
 * answers with the id of its run. For the operator. Unknown names are `not-found`; a repeat runs it
 * once more, which every scheduled job bears.
 */
export async function requestJobRun(ctx: Ctx, name: string): Promise<string> {
  requireOperator(ctx);
  if (!isScheduledJobName(name)) {
    throw new Problem("not-found", { detail: "There is no scheduled job of that name." });
  }
  const startedAtMs = ctx.clock.now();
  const runId = newId("job", startedAtMs);
  await runBatch(ctx.db, [
    ctx.db.insert(cronRuns).values({ id: runId, name, startedAtMs }),
    auditRow(ctx, "scheduled-job.requested", runId, { name }),
    outboxRow(ctx, "operations.run-requested", { name, runId }),
  ]);
  return runId;
}

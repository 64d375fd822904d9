import { aliasedTable, and, eq, isNotNull, isNull } from "drizzle-orm";
import { visitors } from "#features/visitors/tables";
import { workspaces } from "#features/workspaces/tables";
import type { CronJob, JobHandlers } from "#platform/jobs";
import { carryVisitor } from "./carry-visitor.ts";

const SWEEP_MAX = 100;

export const adoptionJobs: JobHandlers = {
  "identity.visitor-adopted": async (ctx, adopted) => {
    await carryVisitor(ctx, adopted);
  },
};

/** Every five minutes: carries over what had to wait for an answer that was being written. */
export const carryAdoptedJob: CronJob = async (ctx) => {
  const source = aliasedTable(workspaces, "source");
  const target = aliasedTable(workspaces, "target");
  const waiting = await ctx.db
    .select({
      visitorId: visitors.id,
      fromWorkspaceId: source.id,
      fromAccountId: source.accountId,
      toWorkspaceId: target.id,
      toAccountId: target.accountId,
    })
    .from(visitors)
    .innerJoin(source, eq(source.id, visitors.workspaceId))
    .innerJoin(target, eq(target.id, visitors.adoptedByWorkspaceId))
    .where(and(isNotNull(visitors.adoptedAtMs), isNull(visitors.carriedAtMs)))
    .limit(SWEEP_MAX);
  let carried = 0;
  for (const adopted of waiting) {
    try {
      if (await carryVisitor(ctx, adopted)) carried += 1;
    } catch (cause) {
      ctx.log.error("adoption.failed", cause, { visitorId: adopted.visitorId });
    }
  }
  return { waiting: waiting.length, carried };
};

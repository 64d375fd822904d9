import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { requirePerson } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import type { ProgramView } from "./schema.ts";
import { programs } from "./tables.ts";

const LISTED_MAX = 100;

/** The programs that may act for the person now, in whichever workspace, newest first. */
export async function listPrograms(ctx: Ctx): Promise<ProgramView[]> {
  return await ctx.db
    .select({
      id: programs.id,
      clientId: programs.clientId,
      workspaceName: workspaces.name,
      scopes: programs.scopes,
      createdAtMs: programs.createdAtMs,
      lastUsedAtMs: programs.lastUsedAtMs,
    })
    .from(programs)
    .innerJoin(workspaces, eq(workspaces.id, programs.workspaceId))
    .where(
      and(
        eq(programs.userId, requirePerson(ctx)),
        isNull(programs.endedAtMs),
        gt(programs.expiresAtMs, ctx.clock.now()),
      ),
    )
    .orderBy(desc(programs.createdAtMs), desc(programs.id))
    .limit(LISTED_MAX);
}

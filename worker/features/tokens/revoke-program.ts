import { and, eq } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { requirePerson } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { endProgram } from "./end-program.ts";
import { programs } from "./tables.ts";

/**
 * Takes a program's access away: from the return of this call on its tokens open nothing, anywhere.
 * One of another person is `not-found`. Safe to repeat.
 */
export async function revokeProgram(ctx: Ctx, id: string): Promise<void> {
  const userId = requirePerson(ctx);
  const row = isId("prog", id)
    ? await ctx.db
        .select()
        .from(programs)
        .where(and(eq(programs.id, id), eq(programs.userId, userId)))
        .get()
    : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such program." });
  await endProgram(ctx, row, "by-person");
}

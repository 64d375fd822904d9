import { and, eq } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { requireUser } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { passkeys } from "./tables.ts";

/** A passkey of the signed-in person; anyone else's is `not-found`. */
export async function getOwnPasskey(ctx: Ctx, id: string): Promise<typeof passkeys.$inferSelect> {
  const { userId } = requireUser(ctx);
  const row = isId("pk", id)
    ? await ctx.db
        .select()
        .from(passkeys)
        .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId)))
        .get()
    : undefined;
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such passkey." });
  return row;
}

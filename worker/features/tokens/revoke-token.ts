import { eq } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { isAccessTokenShaped, programOfToken } from "./access-token.ts";
import { endProgram } from "./end-program.ts";
import { requireToken } from "./parse-grant.ts";
import { hashToken } from "./refresh-token.ts";
import { programs, refreshTokens } from "./tables.ts";

async function findProgram(ctx: Ctx, token: string) {
  if (isAccessTokenShaped(token)) {
    const id = await programOfToken(ctx.settings.authSecret, token, 0);
    if (id === undefined) return undefined;
    return await ctx.db.select().from(programs).where(eq(programs.id, id)).get();
  }
  const found = await ctx.db
    .select({ program: programs })
    .from(refreshTokens)
    .innerJoin(programs, eq(programs.id, refreshTokens.programId))
    .where(eq(refreshTokens.hash, await hashToken(token)))
    .get();
  return found?.program;
}

/**
 * Ends the access of the program that a refresh or access token belongs to (RFC 7009). A token that
 * is unknown is fine. Safe to repeat.
 */
export async function revokeToken(ctx: Ctx, input: { token?: string | undefined }): Promise<void> {
  const program = await findProgram(ctx, requireToken("token", input.token));
  if (program !== undefined) await endProgram(ctx, program, "by-program");
}

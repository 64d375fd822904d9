import { and, eq, gt } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { requirePermission, requireUser } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { admitUserCode } from "./admit.ts";
import { type ProgramRequestView, UserCodeInput } from "./schema.ts";
import { programRequests } from "./tables.ts";
import { shownUserCode, tryReadUserCode } from "./user-code.ts";

/** The waiting request with a code that someone typed. */
export async function findWaiting(ctx: Ctx, input: UserCodeInput) {
  requireUser(ctx);
  requirePermission(ctx, "keys.write");
  const code = tryReadUserCode(parseInput(UserCodeInput, input).code);
  await admitUserCode(ctx);
  if (code === undefined) return undefined;
  return await ctx.db
    .select()
    .from(programRequests)
    .where(
      and(
        eq(programRequests.userCode, code),
        eq(programRequests.state, "waiting"),
        gt(programRequests.expiresAtMs, ctx.clock.now()),
      ),
    )
    .get();
}

/**
 * What the signed-in person is asked before a program is let in; undefined for a code that is
 * wrong, decided or late. Whoever may make keys here may let programs in. 20 codes in an hour for a
 * person, `too-many-requests` beyond.
 */
export async function findProgramRequest(
  ctx: Ctx,
  input: UserCodeInput,
): Promise<ProgramRequestView | undefined> {
  const row = await findWaiting(ctx, input);
  if (row === undefined) return undefined;
  const { userCode, clientId, scopes, createdAtMs } = row;
  return { userCode: shownUserCode(userCode), clientId, scopes, createdAtMs };
}

import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { decideRefresh } from "./decide-refresh.ts";
import { endProgram } from "./end-program.ts";
import { parseClient, requireToken } from "./parse-grant.ts";
import {
  hashToken,
  newRefreshToken,
  refreshTokenRow,
  sealToken,
  unsealToken,
} from "./refresh-token.ts";
import { refusedGrant } from "./refuse-grant.ts";
import { theftRows } from "./theft-rows.ts";
import type { TokenAnswer } from "./schema.ts";
import { programs, refreshTokens } from "./tables.ts";
import { PROGRAM_TTL_MS, tokenAnswer } from "./token-answer.ts";

const ended = (cause?: unknown) =>
  refusedGrant("invalid_grant", "The refresh token is unknown, used or ended.", { cause });

async function find(ctx: Ctx, hash: string) {
  return await ctx.db
    .select({ token: refreshTokens, program: programs })
    .from(refreshTokens)
    .innerJoin(programs, eq(programs.id, refreshTokens.programId))
    .where(eq(refreshTokens.hash, hash))
    .get();
}

type Found = NonNullable<Awaited<ReturnType<typeof find>>>;

async function findSuccessor(ctx: Ctx, { token }: Found) {
  if (token.sealedSuccessor === null) return undefined;
  const secret = await unsealToken(ctx, token.sealedSuccessor);
  const row = await ctx.db
    .select({ usedAtMs: refreshTokens.usedAtMs })
    .from(refreshTokens)
    .where(eq(refreshTokens.hash, await hashToken(secret)))
    .get();
  return { secret, isUsed: row === undefined || row.usedAtMs !== null };
}

async function rotate(ctx: Ctx, { token, program }: Found): Promise<TokenAnswer> {
  const now = ctx.clock.now();
  const successor = newRefreshToken();
  const unused = sql`EXISTS (SELECT 1 FROM ${refreshTokens} INNER JOIN ${programs} ON ${programs.id} = ${refreshTokens.programId} WHERE ${refreshTokens.hash} = ${token.hash} AND ${refreshTokens.usedAtMs} IS NULL AND ${programs.endedAtMs} IS NULL)`;
  await runBatch(ctx.db, [
    guardRow(ctx.db, unused),
    ctx.db
      .update(refreshTokens)
      .set({ usedAtMs: now, sealedSuccessor: await sealToken(ctx, successor) })
      .where(and(eq(refreshTokens.hash, token.hash), isNull(refreshTokens.usedAtMs))),
    ctx.db
      .update(refreshTokens)
      .set({ sealedSuccessor: null })
      .where(and(eq(refreshTokens.programId, program.id), lt(refreshTokens.usedAtMs, now))),
    refreshTokenRow(ctx, program.id, await hashToken(successor)),
    ctx.db
      .update(programs)
      .set({ lastUsedAtMs: now, expiresAtMs: now + PROGRAM_TTL_MS })
      .where(eq(programs.id, program.id)),
    auditRow(ctx, "program.renewed", program.id),
  ]);
  return await tokenAnswer(ctx, program, successor);
}

async function present(ctx: Ctx, hash: string, clientId: string): Promise<TokenAnswer> {
  const found = await find(ctx, hash);
  if (found === undefined || found.program.clientId !== clientId) throw ended();
  const { token, program } = found;
  const successor = await findSuccessor(ctx, found);
  const presented = {
    usedAtMs: token.usedAtMs,
    programEndedAtMs: program.endedAtMs,
    programExpiresAtMs: program.expiresAtMs,
    isSuccessorUsed: successor?.isUsed ?? true,
  };
  switch (decideRefresh(presented, ctx.clock.now())) {
    case "rotate":
      return await rotate(ctx, found);
    case "repeat":
      return await tokenAnswer(ctx, program, successor?.secret ?? "");
    case "reuse":
      await endProgram(ctx, program, "reuse", await theftRows(ctx, program));
      throw ended();
    case "ended":
      throw ended();
  }
}

/**
 * Renews a program's tokens (RFC 6749, section 6). Each refresh token works once: its successor is
 * in the answer, and the same one is given again within ten seconds, for a reply that was lost. A
 * token that is presented after that was stolen: it ends the program's access for good, and the person
 * is told by mail and notice. Refuses
 * with `grant-refused`, code `invalid_grant`.
 */
export async function renewTokens(
  ctx: Ctx,
  input: { refreshToken?: string | undefined; clientId?: string | undefined },
): Promise<TokenAnswer> {
  const clientId = parseClient(input.clientId);
  const hash = await hashToken(requireToken("refresh_token", input.refreshToken));
  try {
    return await present(ctx, hash, clientId);
  } catch (cause) {
    // Another request with the same token was faster; to this one it is a lost reply.
    if (isGuardFailure(cause)) return await present(ctx, hash, clientId);
    throw cause;
  }
}

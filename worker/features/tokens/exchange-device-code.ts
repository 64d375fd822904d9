import { and, eq, sql } from "drizzle-orm";
import { newId, type ProgramId } from "#core/ids";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { decidePoll } from "./decide-poll.ts";
import { parseClient, requireToken } from "./parse-grant.ts";
import {
  hashToken,
  newRefreshToken,
  refreshTokenRow,
  sealToken,
  unsealToken,
} from "./refresh-token.ts";
import { refusedGrant } from "./refuse-grant.ts";
import type { TokenAnswer } from "./schema.ts";
import { programRequests, programs, refreshTokens } from "./tables.ts";
import { PROGRAM_TTL_MS, tokenAnswer } from "./token-answer.ts";

type Row = typeof programRequests.$inferSelect;

async function find(ctx: Ctx, deviceCode: string, clientId: string): Promise<Row> {
  const row = await ctx.db
    .select()
    .from(programRequests)
    .where(eq(programRequests.deviceCodeHash, await hashToken(deviceCode)))
    .get();
  if (row !== undefined && row.clientId === clientId) return row;
  throw refusedGrant("invalid_grant", "The device code is not known for this client.");
}

async function notePoll(ctx: Ctx, row: Row, intervalSeconds: number): Promise<void> {
  await ctx.db
    .update(programRequests)
    .set({ polledAtMs: ctx.clock.now(), intervalSeconds })
    .where(eq(programRequests.id, row.id));
}

async function issue(ctx: Ctx, row: Row): Promise<TokenAnswer> {
  const { userId, workspaceId, clientId, scopes } = row;
  if (userId === null || workspaceId === null)
    throw refusedGrant("invalid_grant", "Nobody agreed.");
  const now = ctx.clock.now();
  const id = newId("prog", now);
  const refreshToken = newRefreshToken();
  const approved = sql`EXISTS (SELECT 1 FROM ${programRequests} WHERE ${programRequests.id} = ${row.id} AND ${programRequests.state} = 'approved')`;
  const expiresAtMs = now + PROGRAM_TTL_MS;
  await runBatch(ctx.db, [
    guardRow(ctx.db, approved),
    ctx.db
      .update(programRequests)
      .set({ state: "done", doneAtMs: now, sealedRefreshToken: await sealToken(ctx, refreshToken) })
      .where(and(eq(programRequests.id, row.id), eq(programRequests.state, "approved"))),
    ctx.db
      .insert(programs)
      .values({ id, userId, workspaceId, clientId, scopes, createdAtMs: now, expiresAtMs }),
    refreshTokenRow(ctx, id, await hashToken(refreshToken)),
    auditRow(ctx, "program.let-in", id, { clientId, scopes, requestId: row.id }),
  ]);
  return await tokenAnswer(ctx, { id, scopes }, refreshToken);
}

/** The same tokens again, for a program that never saw the reply. */
async function again(ctx: Ctx, row: Row): Promise<TokenAnswer> {
  const token = await unsealToken(ctx, row.sealedRefreshToken ?? "");
  const kept = await ctx.db
    .select({ programId: refreshTokens.programId, usedAtMs: refreshTokens.usedAtMs })
    .from(refreshTokens)
    .where(eq(refreshTokens.hash, await hashToken(token)))
    .get();
  if (kept === undefined || kept.usedAtMs !== null) {
    throw refusedGrant("invalid_grant", "The device code was used.");
  }
  const program: { id: ProgramId; scopes: Row["scopes"] } = {
    id: kept.programId,
    scopes: row.scopes,
  };
  return await tokenAnswer(ctx, program, token);
}

/**
 * Answers a program that polls (RFC 8628, section 3.4): with tokens once the person has agreed, the
 * same ones again within ten seconds, else with the refusal that tells it to wait, to slow down or
 * to give up.
 */
export async function exchangeDeviceCode(
  ctx: Ctx,
  input: { deviceCode?: string | undefined; clientId?: string | undefined },
): Promise<TokenAnswer> {
  const clientId = parseClient(input.clientId);
  const row = await find(ctx, requireToken("device_code", input.deviceCode), clientId);
  const decision = decidePoll(row, ctx.clock.now());
  switch (decision.kind) {
    case "issue":
      try {
        return await issue(ctx, row);
      } catch (cause) {
        if (!isGuardFailure(cause)) throw cause;
        return await again(ctx, await find(ctx, input.deviceCode ?? "", clientId));
      }
    case "again":
      return await again(ctx, row);
    case "pending":
      await notePoll(ctx, row, row.intervalSeconds);
      throw refusedGrant("authorization_pending", "The person has not decided yet.", {
        interval: row.intervalSeconds,
      });
    case "slow-down":
      await notePoll(ctx, row, decision.intervalSeconds);
      throw refusedGrant("slow_down", `Wait ${decision.intervalSeconds} s between two tries.`, {
        interval: decision.intervalSeconds,
      });
    case "denied":
      throw refusedGrant("access_denied", "The person turned the program away.");
    case "expired":
      throw refusedGrant("expired_token", "The code has ended; begin again.");
    case "used":
      throw refusedGrant("invalid_grant", "The device code was used.");
  }
}

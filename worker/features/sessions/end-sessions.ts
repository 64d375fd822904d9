import { and, eq, ne, type SQL } from "drizzle-orm";
import { type Id, isId, type UserId } from "#core/ids";
import { Problem } from "#core/problem";
import { requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { forgetSessions } from "./forget-sessions.ts";
import { sessions } from "./tables.ts";

/**
 * Ends one of the person's sessions: from the return of this call on its cookie opens nothing,
 * anywhere. Someone else's session is `not-found`. Safe to repeat.
 */
export async function endSession(ctx: Ctx, id: string): Promise<void> {
  const { userId } = requireUser(ctx);
  const own = isId("sess", id) ? and(eq(sessions.id, id), eq(sessions.userId, userId)) : undefined;
  const found =
    own === undefined
      ? undefined
      : await ctx.db.select({ id: sessions.id }).from(sessions).where(own).get();
  if (found === undefined) {
    throw new Problem("not-found", { detail: "There is no such session." });
  }
  await runBatch(ctx.db, [ctx.db.delete(sessions).where(own), auditRow(ctx, "session.ended", id)]);
  await forgetSessions(ctx.env, [userId]);
}

/**
 * The rows that end all of a person's sessions but `exceptId`, for the batch of a verb that changes
 * how they prove themselves. The verb calls `forgetSessions` afterwards.
 */
export function endSessionsRows(ctx: Ctx, userId: UserId, exceptId?: Id<"sess">): Statement[] {
  const others: SQL | undefined = exceptId === undefined ? undefined : ne(sessions.id, exceptId);
  return [ctx.db.delete(sessions).where(and(eq(sessions.userId, userId), others))];
}

/** Ends all of the person's sessions but the one that asks. Safe to repeat. */
export async function endOtherSessions(ctx: Ctx): Promise<void> {
  const { userId, sessionId } = requireUser(ctx);
  await runBatch(ctx.db, [
    ...endSessionsRows(ctx, userId, sessionId),
    auditRow(ctx, "session.others-ended", userId),
  ]);
  await forgetSessions(ctx.env, [userId]);
}

/** Ends all of the person's sessions, this one too. Safe to repeat with another session. */
export async function endAllSessions(ctx: Ctx): Promise<void> {
  const { userId } = requireUser(ctx);
  await runBatch(ctx.db, [
    ...endSessionsRows(ctx, userId),
    auditRow(ctx, "session.all-ended", userId),
  ]);
  await forgetSessions(ctx.env, [userId]);
}

import { and, eq } from "drizzle-orm";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Actor, Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { forgetSessions } from "./forget-sessions.ts";
import { sessions } from "./tables.ts";

/** How long a proof of who one is opens sensitive acts. */
export const FRESH_MS = 10 * MINUTE_MS;

/** True while the person's last proof is at most ten minutes old. */
export function isFresh(ctx: Pick<Ctx, "actor" | "clock">): boolean {
  const { actor } = ctx;
  return actor.kind === "user" && ctx.clock.now() - actor.authenticatedAtMs <= FRESH_MS;
}

/**
 * The signed-in person, who has proven within the last ten minutes that it is them: the guard of
 * sensitive acts. Refuses an older proof with `reauthentication-required`; on a page that leads to
 * `/confirm-identity` and back. Keys are `forbidden`, others `unauthorized`.
 */
export function requireFreshSession(ctx: Ctx): Extract<Actor, { kind: "user" }> {
  const user = requireUser(ctx);
  if (isFresh(ctx)) return user;
  throw new Problem("reauthentication-required", {
    detail: "Prove once more that it is you: the last proof is more than ten minutes old.",
  });
}

/**
 * Notes that the signed-in person has just proven who they are, by `method`. Whoever calls it has
 * checked the proof. Safe to repeat.
 */
export async function noteProof(ctx: Ctx, method: string): Promise<void> {
  const { userId, sessionId } = requireUser(ctx);
  const { db, clock } = ctx;
  await runBatch(db, [
    db
      .update(sessions)
      .set({ authenticatedAtMs: clock.now() })
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId))),
    auditRow(ctx, "session.proven", sessionId, { method }),
  ]);
  await forgetSessions(ctx.env, [userId]);
}

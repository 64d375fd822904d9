import { and, desc, eq, gt, sql } from "drizzle-orm";
import { requireUser } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { describeClient } from "./describe-client.ts";
import type { SessionView } from "./schema.ts";
import { sessions } from "./tables.ts";

const SESSIONS_MAX = 100;

/** The signed-in person's running sessions, last seen first, at most 100. Keys are `forbidden`. */
export async function listSessions(ctx: Ctx): Promise<SessionView[]> {
  const { userId, sessionId } = requireUser(ctx);
  const seenAtMs = sql<number>`COALESCE(${sessions.lastSeenAtMs}, ${sessions.createdAt})`;
  const rows = await ctx.db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, new Date(ctx.clock.now()))))
    .orderBy(desc(eq(sessions.id, sessionId)), desc(seenAtMs))
    .limit(SESSIONS_MAX);
  return rows.map((row) => ({
    id: row.id,
    device: describeClient(row.userAgent),
    place: { country: row.country, city: row.city, network: row.network },
    method: row.method,
    startedAtMs: row.createdAt.getTime(),
    lastSeenAtMs: row.lastSeenAtMs ?? row.createdAt.getTime(),
    current: row.id === sessionId,
  }));
}

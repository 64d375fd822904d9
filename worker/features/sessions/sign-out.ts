import { eq } from "drizzle-orm";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { clearCookie, readSignedCookie, SESSION_COOKIE } from "./cookies.ts";
import { forgetSessions } from "./forget-sessions.ts";
import { sessions } from "./tables.ts";

/**
 * Ends the session that the Cookie header names. Afterwards the cookie is worth nothing anywhere.
 * Signing out twice, or without a session, is fine.
 */
export async function signOut(
  ctx: Ctx,
  cookieHeader: string | null,
): Promise<{ setCookies: string[] }> {
  const token = await readSignedCookie(cookieHeader, SESSION_COOKIE, ctx.settings.authSecret);
  const session =
    token === undefined
      ? undefined
      : await ctx.db
          .select({ id: sessions.id, userId: sessions.userId })
          .from(sessions)
          .where(eq(sessions.token, token))
          .get();
  if (session !== undefined) {
    await runBatch(ctx.db, [
      ctx.db.delete(sessions).where(eq(sessions.id, session.id)),
      auditRow(ctx, "session.ended", session.id),
    ]);
    await forgetSessions(ctx.env, [session.userId]);
  }
  return { setCookies: [clearCookie(SESSION_COOKIE)] };
}

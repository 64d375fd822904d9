import { lt } from "drizzle-orm";
import { DAY_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { mailgunTokens } from "./tables.ts";

/** Longer than a signature of Mailgun is taken for fresh. */
const KEPT_MS = DAY_MS;

/** Forgets tokens whose signatures are stale by now; answers how many. For jobs. */
export async function expireMailgunTokens(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const gone = await ctx.db
    .delete(mailgunTokens)
    .where(lt(mailgunTokens.seenAtMs, ctx.clock.now() - KEPT_MS))
    .returning({ token: mailgunTokens.token });
  return gone.length;
}

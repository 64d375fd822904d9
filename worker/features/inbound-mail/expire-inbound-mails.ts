import { inArray, lt } from "drizzle-orm";
import { DAY_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { inboundKey } from "./inbound-key.ts";
import { inboundMails } from "./tables.ts";

const KEPT_MS = 180 * DAY_MS;
const AT_ONCE = 50;
const ROUNDS_MAX = 20;

/**
 * Forgets mails that came in more than 180 days ago, with their messages and attachments. At most
 * 1,000 in one run; answers how many. For jobs.
 */
export async function expireInboundMails(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  let expired = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const old = await ctx.db
      .select({ id: inboundMails.id, files: inboundMails.files })
      .from(inboundMails)
      .where(lt(inboundMails.receivedAtMs, ctx.clock.now() - KEPT_MS))
      .limit(AT_ONCE);
    if (old.length === 0) break;
    const keys = old.flatMap(({ id, files }) => [
      inboundKey(id, "message"),
      ...files.map(({ index }) => inboundKey(id, index)),
    ]);
    for (let from = 0; from < keys.length; from += 1_000) {
      await ctx.bucket.delete(keys.slice(from, from + 1_000));
    }
    const ids = old.map(({ id }) => id);
    await ctx.db.delete(inboundMails).where(inArray(inboundMails.id, ids));
    expired += old.length;
  }
  return expired;
}

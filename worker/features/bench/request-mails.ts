import { count as countRows, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { countDueMails, sweepMails } from "#features/mail";
import { mails } from "#features/mail/tables";
import { newId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { MailsRequest } from "./schema.ts";

/**
 * Asks for many mails at once, each to an address of its own, and announces them unless that is for
 * `later`. Answers how many are due.
 */
export async function requestMails(
  ctx: Ctx,
  input: MailsRequest,
): Promise<{ asked: number; due: number }> {
  const { count, later } = parseInput(MailsRequest, input);
  const nowMs = ctx.clock.now();
  const prefix = newId("mail", nowMs);
  const data = JSON.stringify({ name: "Ada", url: `${ctx.origin}/chat`, availablePt: "3" });
  if (count > 0) {
    await ctx.db.run(sql`
      INSERT INTO mails (id, key, to_address, domain, template, locale, lane, data, origin, state, next_try_at_ms, created_at_ms)
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
      SELECT ${prefix} || '-' || n, ${prefix} || '-' || n, lower(${prefix}) || '-' || n || '@example.test', 'example.test', 'pt-low', 'en', 'normal', ${data}, ${ctx.origin}, 'waiting', ${nowMs}, ${nowMs} FROM numbers`);
  }
  if (!later) await sweepMails(ctx);
  return { asked: count, due: await countDueMails(ctx) };
}

/** How many mails there are in each state. */
export async function countMails(ctx: Ctx): Promise<{ states: Record<string, number> }> {
  const rows = await ctx.db
    .select({ state: mails.state, n: countRows() })
    .from(mails)
    .groupBy(mails.state);
  return { states: Object.fromEntries(rows.map(({ state, n }) => [state, n])) };
}

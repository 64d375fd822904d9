import { and, inArray, isNotNull, lte, ne, or } from "drizzle-orm";
import { DAY_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { expireDkimKeys } from "./dkim-keys.ts";
import { mailEvents, mails, mailTries } from "./tables.ts";

/** A message that an operator may still send again is kept for so long. */
const CONTENT_MS = 7 * DAY_MS;
const STORY_MS = 180 * DAY_MS;
const RETIRED_KEY_MS = 30 * DAY_MS;

/**
 * Forgets the messages of mails that ended without being sent after 7 days (those of the outbox stay:
 * it is for reading them), what was tried and told of mails after 180, and keys that were retired 30
 * days ago. For jobs.
 */
export async function expireMails(
  ctx: Ctx,
): Promise<{ messages: number; stories: number; keys: number }> {
  requireOperator(ctx);
  const nowMs = ctx.clock.now();
  const emptied = await ctx.db
    .update(mails)
    .set({ text: null, html: null, raw: null, data: null })
    .where(
      and(
        inArray(mails.state, ["refused", "unknown", "cancelled"]),
        lte(mails.endedAtMs, nowMs - CONTENT_MS),
        or(isNotNull(mails.raw), isNotNull(mails.data)),
        ne(mails.transport, "outbox"),
      ),
    )
    .returning({ id: mails.id });
  const tries = await ctx.db
    .delete(mailTries)
    .where(lte(mailTries.atMs, nowMs - STORY_MS))
    .returning({ id: mailTries.id });
  const events = await ctx.db
    .delete(mailEvents)
    .where(lte(mailEvents.receivedAtMs, nowMs - STORY_MS))
    .returning({ id: mailEvents.id });
  return {
    messages: emptied.length,
    stories: tries.length + events.length,
    keys: await expireDkimKeys(ctx, nowMs - RETIRED_KEY_MS),
  };
}

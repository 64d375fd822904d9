import { and, asc, desc, eq, inArray } from "drizzle-orm";
import { Problem } from "#core/problem";
import { isOperator, requirePerson } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { MailView } from "./schema.ts";
import { mails } from "./tables.ts";

const MAILS_MAX = 500;

function toMailView(row: typeof mails.$inferSelect): MailView {
  return {
    id: row.id,
    to: row.to,
    template: row.template,
    locale: row.locale,
    state: row.state,
    subject: row.subject ?? "",
    text: row.text ?? "",
    html: row.html ?? "",
    headers: row.headers ?? {},
    raw: row.raw ?? "",
    createdAtMs: row.createdAtMs,
    sentAtMs: row.sentAtMs,
  };
}

/**
 * True when this actor may read the local outbox: on a machine of one's own everybody may, in
 * production only the operator.
 */
export function mayReadOutbox(ctx: Ctx): boolean {
  if (ctx.settings.mail.transport !== "outbox") return false;
  return ctx.settings.environment === "local" || isOperator(ctx.actor);
}

function requireOutbox(ctx: Ctx): void {
  if (mayReadOutbox(ctx)) return;
  requirePerson(ctx);
  throw new Problem("forbidden");
}

/**
 * Mails of the local outbox: with `to` those to that address, oldest first; without it the latest
 * of all, newest first. What was suppressed or stopped is not among them. At most 500. Refuses those who may not read it.
 */
export async function listMails(ctx: Ctx, { to }: { to?: string } = {}): Promise<MailView[]> {
  requireOutbox(ctx);
  const shown = inArray(mails.state, ["waiting", "sending", "sent"]);
  const query = ctx.db.select().from(mails);
  const rows =
    to === undefined
      ? await query.where(shown).orderBy(desc(mails.createdAtMs), desc(mails.id)).limit(MAILS_MAX)
      : await query
          .where(and(eq(mails.to, to.trim().toLowerCase()), shown))
          .orderBy(asc(mails.createdAtMs), asc(mails.id))
          .limit(MAILS_MAX);
  return rows.map(toMailView);
}

/** One mail of the local outbox. Refuses those who may not read it, and unknown ids. */
export async function getMail(ctx: Ctx, id: string): Promise<MailView> {
  requireOutbox(ctx);
  const row = await ctx.db.select().from(mails).where(eq(mails.id, id)).get();
  if (row === undefined) throw new Problem("not-found");
  return toMailView(row);
}

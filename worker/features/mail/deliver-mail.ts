import { eq, sql } from "drizzle-orm";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { composeMessage } from "./compose-message.ts";
import type { TemplateData, TemplateName } from "./schema.ts";
import { mails } from "./tables.ts";
import { writeMail } from "./write-mail.ts";

/**
 * Writes a mail and delivers it by the transport `outbox`: it stays in the database for whoever may
 * read it. A mail that was sent, or whose intent was taken by another, is left alone, so a repeated
 * message does nothing.
 */
export async function deliverMail(ctx: Ctx, id: string): Promise<void> {
  const row = await ctx.db.select().from(mails).where(eq(mails.id, id)).get();
  if (row === undefined || row.state === "sent" || row.data === null) return;
  const data = row.data as unknown as TemplateData[TemplateName];
  const written = writeMail(row.template, row.locale, data, row.origin);
  const { hostname } = new URL(row.origin);
  const atMs = ctx.clock.now();
  const { headers, raw } = composeMessage(written, {
    id,
    from: `Selvedge <no-reply@${hostname}>`,
    to: row.to,
    host: hostname,
    atMs,
  });
  const waiting = sql`EXISTS (SELECT 1 FROM ${mails} WHERE ${mails.id} = ${id} AND ${mails.state} = 'waiting')`;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, waiting),
      ctx.db
        .update(mails)
        .set({
          ...written,
          headers,
          raw,
          state: "sent",
          data: null,
          sentAtMs: atMs,
          endedAtMs: atMs,
          nextTryAtMs: null,
        })
        .where(eq(mails.id, id)),
      auditRow(ctx, "mail.sent", id, { template: row.template }),
    ]);
  } catch (error) {
    if (!isGuardFailure(error)) throw error;
  }
}

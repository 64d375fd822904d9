import { newId } from "#core/ids";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { type TemplateData, templateFacts, type TemplateName } from "./schema.ts";
import { mails } from "./tables.ts";

export interface MailRequest<T extends TemplateName> {
  to: string;
  template: T;
  locale: string;
  data: TemplateData[T];
  /** Names the intent, for example `reset:proof_…`. A mail with the same key is sent once. */
  key: string;
}

/** What comes after the last @, in lower case. */
function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/**
 * The rows that ask for a mail, for the batch of the verb that calls it: when that batch is
 * written, the mail will be sent, once.
 */
export function mailRows<T extends TemplateName>(ctx: Ctx, request: MailRequest<T>): Statement[] {
  const now = ctx.clock.now();
  const id = newId("mail", now);
  return [
    ctx.db
      .insert(mails)
      .values({
        id,
        key: request.key,
        to: request.to,
        domain: domainOf(request.to),
        lane: templateFacts[request.template].lane,
        template: request.template,
        locale: request.locale,
        data: { ...request.data },
        origin: ctx.origin,
        state: "waiting",
        nextTryAtMs: now,
        createdAtMs: now,
      })
      .onConflictDoNothing({ target: mails.key }),
    outboxRow(ctx, "mail.requested", { mailId: id }),
  ];
}

/** Asks for a mail. A repeat with the same key sends nothing more. */
export async function sendMail<T extends TemplateName>(
  ctx: Ctx,
  request: MailRequest<T>,
): Promise<void> {
  await runBatch(ctx.db, [
    ...mailRows(ctx, request),
    auditRow(ctx, "mail.requested", request.key, { template: request.template }),
  ]);
}

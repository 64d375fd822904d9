import { eq } from "drizzle-orm";
import { z } from "zod";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { parseJson } from "#platform/read-body";
import { readMailgun } from "./read-mailgun.ts";
import { readResend } from "./read-resend.ts";
import { readSendGrid } from "./read-sendgrid.ts";
import { readSes } from "./read-ses.ts";
import { refuseSignature } from "./refuse-signature.ts";
import type { ReceivedWebhook, ReportedEvent, WebhookSender } from "./schema.ts";
import { mailgunTokens } from "./tables.ts";
import { eventRows } from "./take-events.ts";
import { MailgunSignature, verifyMailgun } from "./verify-mailgun.ts";
import { verifyResend } from "./verify-resend.ts";
import { verifySendGrid } from "./verify-sendgrid.ts";
import { confirmSubscription, SnsMessage, verifySns } from "./verify-sns.ts";

function refuseBody(sender: WebhookSender, cause: unknown): Problem {
  return new Problem("bad-request", { detail: `The body is not an event of ${sender}.`, cause });
}

/** What a reader makes of a body that has the right signature; a shape it does not know is refused. */
function readWith<T>(sender: WebhookSender, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof z.ZodError) throw refuseBody(sender, cause);
    throw cause;
  }
}

const MailgunBody = z.object({ signature: MailgunSignature, "event-data": z.unknown() });

async function fromMailgun(ctx: Ctx, body: string): Promise<ReportedEvent[]> {
  const json = parseJson(body);
  const parsed = readWith("mailgun", () => MailgunBody.parse(json));
  const nowMs = ctx.clock.now();
  const { mailgunSigningKeys } = ctx.settings.mail.webhooks;
  await verifyMailgun(parsed.signature, mailgunSigningKeys, nowMs);
  const { id, events } = readWith("mailgun", () => readMailgun(parsed["event-data"]));
  const { token } = parsed.signature;
  await ctx.db
    .insert(mailgunTokens)
    .values({ token, eventId: id, seenAtMs: nowMs })
    .onConflictDoNothing();
  const seen = await ctx.db
    .select({ eventId: mailgunTokens.eventId })
    .from(mailgunTokens)
    .where(eq(mailgunTokens.token, token))
    .get();
  if (seen?.eventId !== id) throw refuseSignature("The token was used for another event.");
  return events;
}

async function fromSes(ctx: Ctx, body: string): Promise<ReportedEvent[]> {
  const json = parseJson(body);
  const message = readWith("ses", () => SnsMessage.parse(json));
  await verifySns(message, ctx.settings.mail.webhooks, ctx.clock.now());
  if (message.Type === "SubscriptionConfirmation") {
    await confirmSubscription(message, ctx.settings.mail.webhooks);
    const detail = { topicArn: message.TopicArn };
    await runBatch(ctx.db, [auditRow(ctx, "mail-webhook.subscribed", "ses", detail)]);
    return [];
  }
  if (message.Type !== "Notification") return [];
  const told = parseJson(message.Message);
  return readWith("ses", () => readSes(told, message.MessageId));
}

async function readEvents(
  ctx: Ctx,
  sender: WebhookSender,
  webhook: ReceivedWebhook,
): Promise<ReportedEvent[]> {
  const nowMs = ctx.clock.now();
  const { resendSecrets, sendgridPublicKeys } = ctx.settings.mail.webhooks;
  switch (sender) {
    case "resend": {
      const { id } = await verifyResend(webhook, resendSecrets, nowMs);
      const json = parseJson(webhook.body);
      return readWith(sender, () => readResend(json, id));
    }
    case "sendgrid": {
      await verifySendGrid(webhook, sendgridPublicKeys, nowMs);
      const json = parseJson(webhook.body);
      return readWith(sender, () => readSendGrid(json));
    }
    case "mailgun":
      return await fromMailgun(ctx, webhook.body);
    case "ses":
      return await fromSes(ctx, webhook.body);
  }
}

/**
 * Takes in what a mail service posted, and answers how many events it told of. When it returns, they
 * will be recorded, even if everything stops now; one that comes again changes nothing. Refuses with
 * `not-connected` without a secret, with `signature-invalid` what the service did not sign lately,
 * and with `bad-request` what is signed and not understood; nothing of that is kept. Confirms a
 * subscription of SNS for the one topic of ours. For the webhooks.
 */
export async function receiveMailWebhook(
  ctx: Ctx,
  sender: WebhookSender,
  webhook: ReceivedWebhook,
): Promise<{ received: number }> {
  requireOperator(ctx);
  const events = await readEvents(ctx, sender, webhook);
  await runBatch(ctx.db, eventRows(ctx, events));
  return { received: events.length };
}

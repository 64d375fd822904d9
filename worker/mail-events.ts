import { receiveCloudflareEvent } from "#features/mail-webhooks";
import { createCtx } from "#platform/create-ctx";

/** The queue that a subscription to Cloudflare's events of sent mails publishes to. */
export const MAIL_EVENTS_QUEUE = "selvedge-mail-events";

/** Works on events of Cloudflare's Email Service; each is acked or tried again on its own. */
export async function consumeMailEvents(
  batch: Pick<MessageBatch, "messages">,
  env: Env,
  execution: Pick<ExecutionContext, "waitUntil">,
): Promise<void> {
  const ctx = createCtx(env, {
    actor: { kind: "job", name: "mail-events" },
    defer: (work) => execution.waitUntil(work),
  });
  for (const message of batch.messages) {
    try {
      await receiveCloudflareEvent(ctx, message.body);
      message.ack();
    } catch (cause) {
      ctx.log.error("mail-events.failed", cause, { messageId: message.id });
      message.retry({ delaySeconds: Math.min(2 ** message.attempts, 3_600) });
    }
  }
}

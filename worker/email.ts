import { receiveInboundMail } from "#features/inbound-mail";
import { INBOUND_BYTES_MAX } from "#features/inbound-mail/schema";
import { Problem } from "#core/problem";
import { createCtx } from "#platform/create-ctx";
import { flushOutbox } from "#platform/outbox";

type IncomingMail = Pick<ForwardableEmailMessage, "from" | "to" | "raw" | "rawSize" | "setReject">;

/**
 * A mail of Cloudflare's Email Routing. What can never be taken is refused in the SMTP session; when
 * this throws, the sending server tries again later.
 */
export async function takeMail(
  message: IncomingMail,
  env: Env,
  execution: Pick<ExecutionContext, "waitUntil">,
): Promise<void> {
  if (message.rawSize > INBOUND_BYTES_MAX) {
    message.setReject("552 5.3.4 The message is too large");
    return;
  }
  const ctx = createCtx(env, {
    actor: { kind: "job", name: "inbound-mail" },
    defer: (work) => execution.waitUntil(work),
  });
  const raw = new Uint8Array(await new Response(message.raw).arrayBuffer());
  try {
    const { from, to } = message;
    await receiveInboundMail(ctx, { from: from === "<>" ? "" : from, to, source: "email" }, raw);
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.status >= 500) throw cause;
    ctx.log.warn("inbound-mail.refused", { slug: cause.slug });
    message.setReject("554 5.6.0 The message cannot be read");
    return;
  }
  await flushOutbox(ctx);
}

import { recordMailEvent } from "#features/mail";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { readCloudflare } from "./read-cloudflare.ts";

/**
 * Records what one message of Cloudflare's event subscription tells; what is not understood is left
 * out and logged. Safe to repeat. For the queue. Answers how many events it told of.
 */
export async function receiveCloudflareEvent(
  ctx: Ctx,
  message: unknown,
): Promise<{ received: number }> {
  requireOperator(ctx);
  const events = readCloudflare(message);
  if (events.length === 0) ctx.log.warn("mail-webhooks.not-understood", { sender: "cloudflare" });
  for (const event of events) await recordMailEvent(ctx, event);
  return { received: events.length };
}

import { Problem } from "#core/problem";
import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { readStripeEvent } from "#platform/stripe";
import { announceSoon } from "./announce-events.ts";
import { StripeEventBody } from "./schema.ts";
import { storeEvent } from "./store-event.ts";
import { toEventRow } from "./to-event-row.ts";

const TOLERANCE_SECONDS = 300;

function refuse(detail: string, cause?: unknown): Problem {
  return new Problem("signature-invalid", { detail, cause });
}

/** Stripe's own check forgives a signature of the future; a clock that far off is no excuse. */
function refuseFuture(signature: string, nowMs: number): void {
  const seconds = Number(/(?:^|,)\s*t=(\d+)/.exec(signature)?.[1] ?? Number.NaN);
  if (seconds * SECOND_MS - nowMs > TOLERANCE_SECONDS * SECOND_MS) {
    throw refuse("The signature is dated in the future.");
  }
}

async function readSigned(ctx: Ctx, body: string, signature: string): Promise<unknown> {
  const { stripe } = ctx.settings;
  if (stripe === undefined || stripe.webhookSecrets.length === 0) {
    throw new Problem("not-connected", {
      detail: "Events of Stripe are not connected: this deployment has no signing secret.",
      extensions: { service: "stripe" },
    });
  }
  const nowMs = ctx.clock.now();
  try {
    const event = await readStripeEvent(stripe, body, signature, nowMs);
    refuseFuture(signature, nowMs);
    return event;
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw refuse("No signing secret of this deployment made that signature just now.", cause);
  }
}

/**
 * Takes in what Stripe sent to the webhook: `body` byte for byte, `signature` the header
 * `Stripe-Signature`. When it returns, the event is stored and will be worked on, even if everything
 * stops now; an event that came before is only counted. Refuses with `not-connected` without a key or
 * signing secret, and with `signature-invalid` what no secret in use signed within 300 s of now;
 * nothing of that is stored. https://docs.stripe.com/webhooks
 */
export async function receiveStripeEvent(
  ctx: Ctx,
  body: string,
  signature: string,
): Promise<{ id: string }> {
  const parsed = StripeEventBody.safeParse(await readSigned(ctx, body, signature));
  if (!parsed.success) {
    throw new Problem("bad-request", { detail: "The body is not an event of Stripe." });
  }
  const { id } = parsed.data;
  const row = toEventRow(parsed.data, { payload: body, nowMs: ctx.clock.now(), deliveries: 1 });
  const isNew = await storeEvent(ctx, row);
  if (isNew && row.state === "received") ctx.defer(announceSoon(ctx, id));
  return { id };
}

import { buildPushPayload } from "@block65/webcrypto-web-push";
import { DAY_MS, SECOND_MS } from "#core/time";
import { postOutside, type RequestOutcome } from "#features/webhooks";
import type { Ctx } from "#platform/ctx";
import type { ChannelMessage } from "./format-message.ts";
import { getPushKeys } from "./push-keys.ts";
import type { pushDevices } from "./tables.ts";

type Device = Pick<typeof pushDevices.$inferSelect, "endpoint" | "p256dh" | "auth" | "locale">;

/** What `push-worker.js` shows; it fits into one record of RFC 8188. */
function contentOf({ title, text, url, facts }: ChannelMessage, locale: string): string {
  const { pathname, search } = new URL(url);
  const href = pathname + search;
  const dir = locale === "ar" ? "rtl" : "ltr";
  return JSON.stringify({
    title: title.slice(0, 200),
    body: text.slice(0, 600),
    href,
    tag: facts.id,
    lang: locale,
    dir,
  });
}

/** An address of one's own machine is signed for as if it had TLS, as the push services have. */
function secured(endpoint: string): string {
  return endpoint.replace(/^http:/, "https:");
}

/** Encrypts a message for a browser (RFC 8291) and posts it to its push service once. */
export async function sendPush(
  ctx: Ctx,
  device: Device,
  message: ChannelMessage,
): Promise<RequestOutcome> {
  const keys = await getPushKeys(ctx);
  const { endpoint, p256dh, auth } = device;
  const payload = await buildPushPayload(
    {
      data: contentOf(message, device.locale),
      options: { ttl: DAY_MS / SECOND_MS, urgency: message.urgent ? "high" : "normal" },
    },
    { endpoint: secured(endpoint), expirationTime: null, keys: { p256dh, auth } },
    { subject: ctx.settings.vapidSubject ?? secured(ctx.origin), ...keys },
  );
  const { "content-length": _, ...headers } = payload.headers;
  return await postOutside(ctx, endpoint, {
    headers,
    body: payload.body,
  });
}

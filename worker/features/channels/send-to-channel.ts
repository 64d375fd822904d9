import { postOutside, type RequestOutcome, signMessage } from "#features/webhooks";
import type { Ctx } from "#platform/ctx";
import { unseal } from "#platform/seal";
import { CHANNEL_SECRET_PURPOSE, CHANNEL_URL_PURPOSE } from "./create-channel.ts";
import { type ChannelMessage, formatMessage } from "./format-message.ts";
import type { noticeChannels, noticeDeliveries } from "./tables.ts";

type Channel = Pick<typeof noticeChannels.$inferSelect, "kind" | "sealedUrl" | "sealedSecret">;

/** Posts a message to a channel once, in its format; signed where it is a program's. */
export async function sendToChannel(
  ctx: Ctx,
  { kind, sealedUrl, sealedSecret }: Channel,
  message: ChannelMessage,
  { id }: Pick<typeof noticeDeliveries.$inferSelect, "id">,
): Promise<RequestOutcome> {
  const body = formatMessage(kind, message);
  const url = await unseal(ctx.settings, CHANNEL_URL_PURPOSE, sealedUrl);
  const secrets =
    sealedSecret === null ? [] : [await unseal(ctx.settings, CHANNEL_SECRET_PURPOSE, sealedSecret)];
  const signature =
    secrets.length === 0 ? {} : signMessage(secrets, { id, atMs: ctx.clock.now(), body });
  return await postOutside(ctx, url, {
    headers: {
      "content-type": "application/json",
      "user-agent": "Selvedge-Notices/1",
      ...signature,
    },
    body,
  });
}

import { z } from "zod";
import { topics } from "#features/preferences/schema";
import type { Ctx } from "#platform/ctx";
import { seal, unseal } from "#platform/seal";
import type { MailTopic } from "./schema.ts";

const PURPOSE = "mail-unsubscribe";
const Content = z.tuple([z.string(), z.enum([...topics, "digest"])]);

/** Whose mails about what: all that a link for unsubscribing is good for. */
export interface Subscription {
  address: string;
  topic: MailTopic;
}

/** Links must work for as long as a mail lies in a mailbox: they are of the secret, not of a key that goes. */
function keyring({ settings }: Pick<Ctx, "settings">) {
  return { authSecret: settings.authSecret, fieldKeys: [] };
}

/** Opaque, and only we can make it (RFC 8058, section 3.1). */
export async function makeUnsubscribeToken(
  ctx: Pick<Ctx, "settings">,
  { address, topic }: Subscription,
): Promise<string> {
  const sealed = await seal(keyring(ctx), PURPOSE, JSON.stringify([address.toLowerCase(), topic]));
  return sealed.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What a token is good for; undefined when it is not one of ours. */
export async function readUnsubscribeToken(
  ctx: Pick<Ctx, "settings">,
  token: string,
): Promise<Subscription | undefined> {
  if (!/^[\w-]{40,800}$/.test(token)) return undefined;
  try {
    const base64 = token.replaceAll("-", "+").replaceAll("_", "/");
    const padded = base64.padEnd(Math.ceil(base64.length / 4) * 4, "=");
    const content = Content.safeParse(JSON.parse(await unseal(keyring(ctx), PURPOSE, padded)));
    return content.success ? { address: content.data[0], topic: content.data[1] } : undefined;
  } catch {
    return undefined;
  }
}

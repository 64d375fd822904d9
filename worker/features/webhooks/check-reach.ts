import { z } from "zod";
import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { isPublicAddress } from "./public-address.ts";

const TIMEOUT_MS = 5 * SECOND_MS;
const recordTypes = { A: 1, AAAA: 28 } as const;
const NO_SUCH_NAME = 3;

const DnsAnswer = z.object({
  Status: z.int(),
  Answer: z.array(z.object({ type: z.int(), data: z.string() })).default([]),
});

/**
 * `public`: every address of the name is one of the public network. `private`: one is not.
 * `unresolved`: the name has none. `unknown`: nobody could say just now.
 */
export type Reach = "public" | "private" | "unresolved" | "unknown";

async function lookUp(ctx: Ctx, host: string, type: keyof typeof recordTypes): Promise<string[]> {
  const url = new URL(ctx.settings.dnsOverHttpsUrl);
  url.searchParams.set("name", host);
  url.searchParams.set("type", type);
  const answer = await fetch(url, {
    headers: { accept: "application/dns-json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`The resolver answered with ${answer.status}`);
  const { Status: status, Answer: records } = DnsAnswer.parse(await answer.json());
  if (status === NO_SUCH_NAME) return [];
  if (status !== 0) throw new Error(`The resolver answered with status ${status}`);
  return records.filter((record) => record.type === recordTypes[type]).map(({ data }) => data);
}

/** Where a name leads, by DNS over HTTPS (RFC 8484, in its JSON form). Never throws. */
export async function checkReach(ctx: Ctx, host: string): Promise<Reach> {
  if (ctx.settings.webhookPrivateHosts) return "public";
  try {
    const found = await Promise.all([lookUp(ctx, host, "A"), lookUp(ctx, host, "AAAA")]);
    const addresses = found.flat();
    if (addresses.length === 0) return "unresolved";
    return addresses.every(isPublicAddress) ? "public" : "private";
  } catch (cause) {
    ctx.log.warn("webhooks.not-resolved", { host, cause: String(cause) });
    return "unknown";
  }
}

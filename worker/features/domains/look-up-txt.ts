import { z } from "zod";
import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";

const TIMEOUT_MS = 5 * SECOND_MS;
const TXT = 16;
const NO_SUCH_NAME = 3;

const DnsAnswer = z.object({
  Status: z.int(),
  Answer: z.array(z.object({ type: z.int(), data: z.string() })).default([]),
});

/** A record's strings, as the JSON form quotes them, joined (RFC 7208, section 3.3). */
function textOf(data: string): string {
  const quoted = [...data.matchAll(/"((?:[^"\\]|\\.)*)"/g)];
  if (quoted.length === 0) return data;
  return quoted.map(([, part = ""]) => part.replaceAll(/\\(.)/g, "$1")).join("");
}

/**
 * The TXT records of a name, by DNS over HTTPS (RFC 8484, in its JSON form); undefined when nobody
 * could say just now. Never throws.
 */
export async function tryLookUpTxt(ctx: Ctx, name: string): Promise<string[] | undefined> {
  const url = new URL(ctx.settings.dnsOverHttpsUrl);
  url.searchParams.set("name", name);
  url.searchParams.set("type", "TXT");
  try {
    const answer = await fetch(url, {
      headers: { accept: "application/dns-json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`The resolver answered with ${answer.status}`);
    const { Status: status, Answer: records } = DnsAnswer.parse(await answer.json());
    if (status === NO_SUCH_NAME) return [];
    if (status !== 0) throw new Error(`The resolver answered with status ${status}`);
    return records.filter(({ type }) => type === TXT).map(({ data }) => textOf(data));
  } catch (cause) {
    ctx.log.warn("domains.not-resolved", { name, cause: String(cause) });
    return undefined;
  }
}

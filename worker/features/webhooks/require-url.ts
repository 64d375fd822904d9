import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { checkReach, type Reach } from "./check-reach.ts";
import { parseEndpointUrl, type UrlRefusal } from "./endpoint-url.ts";

const details: Record<UrlRefusal | Exclude<Reach, "public">, string> = {
  "not-a-url": "This is not a web address; it begins with https://.",
  "not-https": "The address must begin with https://.",
  credentials: "The address must not carry a name or a password.",
  port: "Use port 443, 2053, 2083, 2087, 2096 or 8443.",
  address: "Use a host name instead of an IP address.",
  "not-public": "The host is not part of the public network.",
  "own-host": "Selvedge does not call itself.",
  private: "The host name leads to an address that is not part of the public network.",
  unresolved: "The host name leads nowhere; check its spelling and its DNS records.",
  unknown: "The host name could not be looked up just now; try again in a moment.",
};

function refusal(reason: keyof typeof details, pointer: string): Problem {
  const detail = details[reason];
  return new Problem("url-refused", {
    detail,
    errors: [{ pointer, detail }],
    extensions: { reason },
  });
}

/** The rules by which addresses of this deployment's endpoints are read. */
export function urlRules(ctx: Ctx): { privateHosts: boolean; ownHost: string } {
  return {
    privateHosts: ctx.settings.webhookPrivateHosts,
    ownHost: new URL(ctx.settings.publicOrigin ?? ctx.origin).hostname,
  };
}

/**
 * The normal form of an address that may be called now, by its text and by what its name leads to.
 * Refuses others with `url-refused`, which says why of the member that `pointer` names.
 */
export async function requireUrl(ctx: Ctx, text: string, pointer = "/url"): Promise<string> {
  const parsed = parseEndpointUrl(text, urlRules(ctx));
  if (!parsed.ok) throw refusal(parsed.reason, pointer);
  const reach = await checkReach(ctx, parsed.host);
  if (reach !== "public") throw refusal(reach, pointer);
  return parsed.url;
}

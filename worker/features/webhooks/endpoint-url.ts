import { isAddress } from "./public-address.ts";

/** Ports on which the edge speaks TLS to the outside. */
const PORTS = new Set(["", "2053", "2083", "2087", "2096", "8443"]);

/** Names that never lead to the public network (RFC 6761, RFC 6762, RFC 8375, RFC 9476). */
const CLOSED_SUFFIXES = [
  "localhost",
  "local",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
  "home.arpa",
  "in-addr.arpa",
  "ip6.arpa",
  "onion",
  "alt",
  "test",
  "invalid",
  "example",
];

export type UrlRefusal =
  | "not-a-url"
  | "not-https"
  | "credentials"
  | "port"
  | "address"
  | "not-public"
  | "own-host";

export type ParsedUrl = { ok: true; url: string; host: string } | { ok: false; reason: UrlRefusal };

export interface UrlRules {
  /** Lets http, any port and any host through: for work on one's own machine. */
  privateHosts: boolean;
  /** The host of this deployment, which tells itself nothing. */
  ownHost: string;
}

function refusalOf(url: URL, ownHost: string): UrlRefusal | undefined {
  const host = url.hostname.replace(/\.$/, "");
  if (url.protocol !== "https:") return "not-https";
  if (!PORTS.has(url.port)) return "port";
  if (isAddress(host.replace(/^\[|\]$/g, ""))) return "address";
  const isClosed = CLOSED_SUFFIXES.some((name) => host === name || host.endsWith(`.${name}`));
  if (isClosed || !host.includes(".")) return "not-public";
  return host === ownHost ? "own-host" : undefined;
}

/**
 * Reads the address of an endpoint and says whether it may be one, as far as its text tells: https to
 * a name of the public network, without credentials. Odd notations of addresses are addresses. What
 * the name leads to is another question. `url` is its normal form, without a fragment.
 */
export function parseEndpointUrl(text: string, rules: UrlRules): ParsedUrl {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return { ok: false, reason: "not-a-url" };
  }
  if (url.username !== "" || url.password !== "") return { ok: false, reason: "credentials" };
  const reason = rules.privateHosts ? undefined : refusalOf(url, rules.ownHost);
  if (reason !== undefined) return { ok: false, reason };
  url.hash = "";
  return { ok: true, url: url.href, host: url.hostname.replace(/\.$/, "") };
}

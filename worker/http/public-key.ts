import { extractLocaleFromRequest } from "#locale";

/** Pages that look the same to everyone without a cookie of ours, and what their address may ask. */
const publicPaths: Record<string, Record<string, readonly string[]>> = {
  "/": {},
  "/pricing": { interval: ["month", "year"], currency: ["usd", "eur", "gbp"] },
};

/** What the address asks for, in one spelling; undefined when it asks what the page does not know. */
function knownQuery(url: URL): string | undefined {
  const known = Object.hasOwn(publicPaths, url.pathname) ? publicPaths[url.pathname] : undefined;
  if (known === undefined) return undefined;
  const entries = [...url.searchParams].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = new Set(entries.map(([name]) => name));
  if (names.size !== entries.length) return undefined;
  const isKnown = entries.every(
    ([name, value]) => Object.hasOwn(known, name) && known[name]?.includes(value) === true,
  );
  return isKnown ? entries.map((entry) => entry.join("=")).join("&") : undefined;
}

/**
 * The key under which a page may be kept for everyone who sends no cookie of ours, by its address,
 * language and theme; undefined for pages that may not. There are only so many keys, whatever is
 * asked.
 */
export function publicKey(request: Request): string | undefined {
  if (request.method !== "GET") return undefined;
  const url = new URL(request.url);
  const query = knownQuery(url);
  if (query === undefined) return undefined;
  const cookies = request.headers.get("cookie") ?? "";
  if (cookies.includes("__Host-selvedge-")) return undefined;
  const theme = /(?:^|;\s*)selvedge-theme=(light|dark)\b/.exec(cookies)?.[1] ?? "system";
  const address = `${url.origin}${url.pathname}?${query}`;
  return `${address} ${extractLocaleFromRequest(request)} ${theme}`;
}

import { MINUTE_MS } from "#core/time";
import { clockNow } from "./clock.ts";

/** What a page's HTML carries in place of the nonce while it is kept. */
export const NONCE_PLACEHOLDER = "nonce0placeholder0of0a0kept0page";

interface KeptPage {
  /** The HTML between the places where the nonce goes. */
  parts: string[];
  keptAtMs: number;
}

/** The start page and the prices in every language, theme and choice are 195. */
const ENTRIES_MAX = 200;
const KEPT_MS = MINUTE_MS;

const pages = new Map<string, KeptPage>();

/** Renderings of public pages that are the same for everyone but for the nonce. */
export const publicPages = {
  keep(key: string, html: string): void {
    pages.delete(key);
    pages.set(key, { parts: html.split(NONCE_PLACEHOLDER), keptAtMs: clockNow() });
    if (pages.size <= ENTRIES_MAX) return;
    const oldest = pages.keys().next();
    if (!oldest.done) pages.delete(oldest.value);
  },
  /** The page with this response's own nonce in it. */
  find(key: string, nonce: string): string | undefined {
    const page = pages.get(key);
    if (page === undefined) return undefined;
    const ageMs = clockNow() - page.keptAtMs;
    if (ageMs >= 0 && ageMs <= KEPT_MS) return page.parts.join(nonce);
    pages.delete(key);
    return undefined;
  },
  /** Forgets them all: something that they show has changed. */
  drop(): void {
    pages.clear();
  },
};

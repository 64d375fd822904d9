import { createMiddleware } from "hono/factory";
import { settingsOf } from "#platform/create-ctx";
import type { AppEnv } from "./app-env.ts";
import { editHeaders } from "./edit-headers.ts";

const common: Record<string, string> = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
  "referrer-policy": "strict-origin-when-cross-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const HSTS = "max-age=63072000; includeSubDomains; preload";

/** For answers that no browser should render or run anything of. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/** A mail in the gallery's frame: its own styles and nothing else, as in a mail program. */
const PREVIEW_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; sandbox";
const PREVIEWS = "/mailbox/preview/";

/** The policy of a page: only what this response's nonce names runs, and what it loads itself. */
export function pagePolicy(nonce: string, url: URL, formTargets: readonly string[] = []): string {
  const sockets = `${url.protocol === "https:" ? "wss:" : "ws:"}//${url.host}`;
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${sockets}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    ["form-action 'self'", ...formTargets].join(" "),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}

/**
 * Where a form may lead after its own page has answered: the hosted pages of payments. Browsers
 * hold a form's redirects to `form-action` too.
 */
function paymentOrigins(env: Env): string[] {
  const { stripe } = settingsOf(env);
  if (stripe === undefined) return [];
  if (stripe.apiBase !== undefined) return [new URL(stripe.apiBase).origin];
  return [
    "https://checkout.stripe.com",
    "https://billing.stripe.com",
    "https://invoice.stripe.com",
  ];
}

/** 128 random bits in base64. */
export function newNonce(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toBase64();
}

export const securityHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const isPage = c.res.headers.get("content-type")?.startsWith("text/html") === true;
  const url = new URL(c.req.url);
  c.res = editHeaders(c.res, (headers) => {
    for (const name in common) headers.set(name, common[name] ?? "");
    const policy =
      isPage && c.var.nonce !== undefined
        ? pagePolicy(c.var.nonce, url, paymentOrigins(c.env))
        : DATA_POLICY;
    headers.set("content-security-policy", policy);
    if (isPage && url.pathname.startsWith(PREVIEWS)) {
      headers.set("content-security-policy", PREVIEW_POLICY);
      headers.set("x-frame-options", "SAMEORIGIN");
    }
    if (url.protocol === "https:") headers.set("strict-transport-security", HSTS);
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  });
});

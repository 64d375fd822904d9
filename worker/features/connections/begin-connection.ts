import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { requireFreshSession, sourceOf } from "#features/sessions";
import { limiterOf } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import { requireAdmitted } from "#platform/rate-limits";
import { type Attempt, attemptCookie } from "./attempt.ts";
import { ProviderFailure } from "./ask-provider.ts";
import { discover } from "./openid.ts";
import { findProvider, type Provider } from "./providers.ts";
import type { ProviderId } from "./schema.ts";

const RULE = { name: "connections", limit: 30, windowMs: 10 * MINUTE_MS };

export interface BegunConnection {
  /** Where the browser goes. */
  url: string;
  setCookies: string[];
}

function random(): string {
  return crypto
    .getRandomValues(new Uint8Array(32))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

/** RFC 7636, method S256. */
async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true });
}

export function redirectUri(ctx: Ctx, id: ProviderId): string {
  return `${ctx.origin}/sign-in/callback/${id}`;
}

async function authorizeUrl(ctx: Ctx, provider: Provider, attempt: Attempt): Promise<string> {
  const isGitHub = provider.kind === "github";
  const url = new URL(
    isGitHub
      ? `${provider.baseUrl}/login/oauth/authorize`
      : (await discover(ctx, provider.issuer)).authorization_endpoint,
  );
  const params: Record<string, string> = {
    response_type: "code",
    client_id: provider.clientId,
    redirect_uri: redirectUri(ctx, provider.id),
    scope: isGitHub ? "read:user user:email" : provider.scope,
    state: attempt.state,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: "S256",
  };
  if (!isGitHub) params.nonce = attempt.nonce;
  if (!isGitHub && provider.formPost) params.response_mode = "form_post";
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * Sends this browser to a provider, to sign in or, with `link`, to connect the account there to the
 * signed-in person, which asks for a fresh session. Good for fifteen minutes, once. Refuses a
 * provider that is not set up with `not-connected`, as one that does not answer, and the 31st try
 * in ten minutes with `too-many-requests`.
 */
export async function beginConnection(
  ctx: Ctx,
  input: { provider: ProviderId; link: boolean; next: string },
): Promise<BegunConnection> {
  const linksTo = input.link ? requireFreshSession(ctx).userId : null;
  const provider = findProvider(ctx, input.provider);
  if (provider === undefined) throw new Problem("not-connected");
  requireAdmitted(await limiterOf(ctx.env, sourceOf(ctx)).admit({ rules: [RULE] }));
  const attempt: Attempt = {
    provider: provider.id,
    linksTo,
    next: input.next,
    state: random(),
    nonce: random(),
    verifier: random(),
  };
  try {
    const url = await authorizeUrl(ctx, provider, attempt);
    return { url, setCookies: [await attemptCookie(ctx, attempt)] };
  } catch (cause) {
    if (!(cause instanceof ProviderFailure)) throw cause;
    ctx.log.warn("connection.provider-failed", { provider: provider.id, cause: String(cause) });
    throw new Problem("not-connected", { cause });
  }
}

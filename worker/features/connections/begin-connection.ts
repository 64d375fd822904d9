import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { requireFreshSession, sourceOf } from "#features/sessions";
import { limiterOf } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import { requireAdmitted } from "#platform/rate-limits";
import { type Attempt, attemptCookie } from "./attempt.ts";
import { ProviderFailure } from "./ask-provider.ts";
import { openIdUrl } from "./openid.ts";
import { challengeOf, randomText } from "./pkce.ts";
import { findProvider, type Provider } from "./providers.ts";
import type { ProviderId } from "./schema.ts";

const RULE = { name: "connections", limit: 30, windowMs: 10 * MINUTE_MS };

export interface BegunConnection {
  /** Where the browser goes. */
  url: string;
  setCookies: string[];
}

export function redirectUri(ctx: Ctx, id: ProviderId): string {
  return `${ctx.origin}/sign-in/callback/${id}`;
}

async function authorizeUrl(ctx: Ctx, provider: Provider, attempt: Attempt): Promise<string> {
  const { state, nonce, verifier } = attempt;
  const redirectTo = redirectUri(ctx, provider.id);
  if (provider.kind === "oidc") {
    const more: Record<string, string> = provider.formPost ? { response_mode: "form_post" } : {};
    const { scope } = provider;
    const request = { redirectUri: redirectTo, scope, state, nonce, verifier, more };
    return await openIdUrl(ctx, provider, request);
  }
  const url = new URL(`${provider.baseUrl}/login/oauth/authorize`);
  const params: Record<string, string> = {
    response_type: "code",
    client_id: provider.clientId,
    redirect_uri: redirectTo,
    scope: "read:user user:email",
    state,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: "S256",
  };
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
    state: randomText(),
    nonce: randomText(),
    verifier: randomText(),
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

import { z } from "zod";
import { HOUR_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { askProvider, ProviderFailure } from "./ask-provider.ts";
import type { Provider } from "./providers.ts";
import type { ProviderIdentity } from "./schema.ts";

type OpenIdProvider = Extract<Provider, { kind: "oidc" }>;

const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});
type Discovery = z.infer<typeof Discovery>;

const Tokens = z.object({ id_token: z.string().max(20_000) });
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(50) });

/** Apple writes booleans as text. */
const Flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

const Claims = z.object({
  sub: z.string().min(1).max(255),
  nonce: z.string().optional(),
  email: z.string().max(254).optional(),
  email_verified: Flag.optional(),
  name: z.string().max(200).optional(),
});

const known = new Map<string, { document: Discovery; readAtMs: number }>();

/** What the issuer says of itself; kept for an hour. It must call itself what we call it. */
export async function discover(ctx: Ctx, issuer: string): Promise<Discovery> {
  const now = ctx.clock.now();
  const kept = known.get(issuer);
  if (kept !== undefined && Math.abs(now - kept.readAtMs) < HOUR_MS) return kept.document;
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const document = await askProvider(url, Discovery);
  if (document.issuer !== issuer) throw new ProviderFailure(`${issuer} calls itself otherwise`);
  known.set(issuer, { document, readAtMs: now });
  return document;
}

/** The claims of an id_token whose signature, issuer, audience, times and nonce are right. */
async function verifyIdToken(
  ctx: Ctx,
  provider: OpenIdProvider,
  idToken: string,
  nonce: string,
): Promise<z.infer<typeof Claims>> {
  const { jwks_uri } = await discover(ctx, provider.issuer);
  const keys = await askProvider(jwks_uri, KeySet);
  const { createLocalJWKSet, jwtVerify } = await import("jose");
  try {
    const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys), {
      issuer: provider.issuer,
      audience: provider.clientId,
      algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
      requiredClaims: ["exp", "iat", "sub"],
      clockTolerance: 60,
    });
    const claims = Claims.parse(payload);
    if (claims.nonce !== nonce) throw new Error("The nonce is not ours");
    return claims;
  } catch (cause) {
    throw new ProviderFailure("The id_token is not valid", { cause });
  }
}

/** Who someone is at an OpenID provider, by the code that their browser brought. */
export async function readOpenIdIdentity(
  ctx: Ctx,
  provider: OpenIdProvider,
  grant: { code: string; verifier: string; nonce: string; redirectUri: string },
): Promise<ProviderIdentity> {
  const { token_endpoint } = await discover(ctx, provider.issuer);
  const { id_token } = await askProvider(token_endpoint, Tokens, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: grant.code,
      redirect_uri: grant.redirectUri,
      client_id: provider.clientId,
      client_secret: await provider.clientSecret(),
      code_verifier: grant.verifier,
    }),
  });
  const claims = await verifyIdToken(ctx, provider, id_token, grant.nonce);
  return {
    subject: claims.sub,
    email: claims.email?.toLowerCase() ?? null,
    emailVerified: claims.email_verified === true,
    name: claims.name ?? null,
  };
}

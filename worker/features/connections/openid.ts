import { z } from "zod";
import { HOUR_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { type Ask, ProviderFailure } from "./ask-provider.ts";
import { challengeOf } from "./pkce.ts";
import type { ProviderIdentity } from "./schema.ts";

/** This product as an OpenID provider knows it. */
export interface OpenIdClient {
  issuer: string;
  clientId: string;
  /** Asked at each use: Apple's is a token that is signed for minutes. */
  clientSecret(): Promise<string>;
  /** How the provider is called. */
  ask: Ask;
}

const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url({ protocol: /^https?$/ }),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  userinfo_endpoint: z.url().optional(),
  response_types_supported: z.array(z.string()).max(50).optional(),
  code_challenge_methods_supported: z.array(z.string()).max(50).optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).max(50).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).max(50).optional(),
  /** RFC 9207: every answer says who gives it. */
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
export type Discovery = z.infer<typeof Discovery>;

/** The signatures of id_tokens that are taken: by keys of the provider, never by a shared secret. */
export const signatureAlgorithms = ["RS256", "PS256", "ES256", "EdDSA"];

const Tokens = z.object({
  id_token: z.string().max(20_000),
  access_token: z.string().max(20_000).optional(),
});
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(50) });

/** Apple writes booleans as text. */
const Flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

const Person = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().max(254).optional(),
  email_verified: Flag.optional(),
  name: z.string().max(200).optional(),
});
type Person = z.infer<typeof Person>;

const Claims = Person.extend({ nonce: z.string().optional() });

const ISSUERS_MAX = 500;
const known = new Map<string, { document: Discovery; readAtMs: number }>();

type Called = Pick<OpenIdClient, "issuer" | "ask">;

/** What the issuer says of itself just now. It must call itself what we call it. */
export async function readDiscovery({ issuer, ask }: Called): Promise<Discovery> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const document = await ask(url, Discovery);
  if (document.issuer !== issuer) {
    const found = document.issuer;
    throw new ProviderFailure(`${issuer} calls itself ${found}`, { reason: "other-name", found });
  }
  return document;
}

/** What the issuer says of itself; kept for an hour. */
async function discover(ctx: Ctx, client: Called): Promise<Discovery> {
  const now = ctx.clock.now();
  const kept = known.get(client.issuer);
  if (kept !== undefined && Math.abs(now - kept.readAtMs) < HOUR_MS) return kept.document;
  const document = await readDiscovery(client);
  if (known.size >= ISSUERS_MAX) known.clear();
  known.set(client.issuer, { document, readAtMs: now });
  return document;
}

/** The keys that the provider signs with. */
export async function readKeys(ask: Ask, { jwks_uri }: Discovery): Promise<z.infer<typeof KeySet>> {
  return await ask(jwks_uri, KeySet);
}

/** Where a browser goes to prove who its person is, by code flow with PKCE, state and nonce. */
export async function openIdUrl(
  ctx: Ctx,
  client: OpenIdClient,
  request: {
    redirectUri: string;
    scope: string;
    state: string;
    nonce: string;
    verifier: string;
    more?: Record<string, string>;
  },
): Promise<string> {
  const { authorization_endpoint } = await discover(ctx, client);
  const url = new URL(authorization_endpoint);
  const params = {
    response_type: "code",
    client_id: client.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scope,
    state: request.state,
    nonce: request.nonce,
    code_challenge: await challengeOf(request.verifier),
    code_challenge_method: "S256",
    ...request.more,
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.href;
}

/** True unless an answer says that another issuer gave it, or fails to say so where this one does. */
export async function isAnswerOf(
  ctx: Ctx,
  client: OpenIdClient,
  iss: string | undefined,
): Promise<boolean> {
  if (iss !== undefined) return iss === client.issuer;
  const document = await discover(ctx, client);
  return document.authorization_response_iss_parameter_supported !== true;
}

/** The claims of an id_token whose signature, issuer, audience, times and nonce are right. */
async function verifyIdToken(
  ctx: Ctx,
  client: OpenIdClient,
  idToken: string,
  nonce: string,
): Promise<Person> {
  const keys = await readKeys(client.ask, await discover(ctx, client));
  const { createLocalJWKSet, jwtVerify } = await import("jose");
  try {
    const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys), {
      issuer: client.issuer,
      audience: client.clientId,
      algorithms: signatureAlgorithms,
      requiredClaims: ["exp", "iat", "sub"],
      clockTolerance: 60,
    });
    const claims = Claims.parse(payload);
    if (claims.nonce !== nonce) throw new Error("The nonce is not ours");
    const isForAnother = payload["azp"] !== undefined && payload["azp"] !== client.clientId;
    if (isForAnother) throw new Error("The token was made for another client");
    return claims;
  } catch (cause) {
    throw new ProviderFailure("The id_token is not valid", { cause });
  }
}

/** RFC 6749, section 2.3.1: the secret in the body, or in a header where only that is taken. */
async function credentialsOf(
  client: OpenIdClient,
  { token_endpoint_auth_methods_supported: ways }: Discovery,
): Promise<{ headers: Record<string, string>; fields: Record<string, string> }> {
  const secret = await client.clientSecret();
  if (ways?.includes("client_secret_post") === true) {
    return { headers: {}, fields: { client_id: client.clientId, client_secret: secret } };
  }
  const pair = [client.clientId, secret].map((one) =>
    new URLSearchParams({ "": one }).toString().slice(1),
  );
  return { headers: { authorization: `Basic ${btoa(pair.join(":"))}` }, fields: {} };
}

/** OpenID Connect Core, section 5.4: with a code the address may stand at the userinfo endpoint. */
async function withUserInfo(
  client: OpenIdClient,
  { userinfo_endpoint }: Discovery,
  claims: Person,
  accessToken: string | undefined,
): Promise<Person> {
  const isNeeded = claims.email === undefined && accessToken !== undefined;
  if (!isNeeded || userinfo_endpoint === undefined) return claims;
  const headers = { accept: "application/json", authorization: `Bearer ${accessToken}` };
  const told = await client.ask(userinfo_endpoint, Person, { headers });
  if (told.sub !== claims.sub) throw new ProviderFailure("The userinfo is about somebody else");
  return { ...told, ...claims, email: told.email, email_verified: told.email_verified };
}

/** Who someone is at an OpenID provider, by the code that their browser brought. */
export async function readOpenIdIdentity(
  ctx: Ctx,
  client: OpenIdClient,
  grant: { code: string; verifier: string; nonce: string; redirectUri: string },
): Promise<ProviderIdentity> {
  const document = await discover(ctx, client);
  const { headers, fields } = await credentialsOf(client, document);
  const { id_token, access_token } = await client.ask(document.token_endpoint, Tokens, {
    method: "POST",
    headers: { accept: "application/json", ...headers },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: grant.code,
      redirect_uri: grant.redirectUri,
      code_verifier: grant.verifier,
      ...fields,
    }),
  });
  const proven = await verifyIdToken(ctx, client, id_token, grant.nonce);
  const claims = await withUserInfo(client, document, proven, access_token);
  return {
    subject: claims.sub,
    email: claims.email?.toLowerCase() ?? null,
    emailVerified: claims.email_verified ?? null,
    name: claims.name ?? null,
  };
}

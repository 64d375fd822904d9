import { MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { askProvider } from "./ask-provider.ts";
import type { OpenIdClient } from "./openid.ts";
import { type ProviderId, providers } from "./schema.ts";

/** OpenID Connect with discovery, or GitHub's own OAuth. */
export type Provider =
  | (OpenIdClient & { id: ProviderId; kind: "oidc"; scope: string; formPost: boolean })
  | (Pick<OpenIdClient, "clientId" | "clientSecret"> & {
      id: ProviderId;
      kind: "github";
      baseUrl: string;
      apiUrl: string;
    });

/** A client secret of Apple's: ES256 under the team's key, good for ten minutes. */
async function appleSecret(ctx: Ctx): Promise<string> {
  const { apple } = ctx.settings.signIn;
  if (apple === undefined) return "";
  const { importPKCS8, SignJWT } = await import("jose");
  const seconds = Math.floor(ctx.clock.now() / 1_000);
  const key = await importPKCS8(apple.privateKey, "ES256");
  return await new SignJWT({})
    .setProtectedHeader({ alg: "ES256", kid: apple.keyId })
    .setIssuer(apple.teamId)
    .setSubject(apple.clientId)
    .setAudience(apple.issuer)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + (10 * MINUTE_MS) / 1_000)
    .sign(key);
}

/** The provider of that name, when this deployment is set up for it. */
export function findProvider(ctx: Ctx, id: ProviderId): Provider | undefined {
  const { google, apple, github } = ctx.settings.signIn;
  const secret = (text: string) => async () => text;
  switch (id) {
    case "google":
      return google === undefined
        ? undefined
        : {
            id,
            kind: "oidc",
            scope: "openid email profile",
            formPost: false,
            ask: askProvider,
            issuer: google.issuer,
            clientId: google.clientId,
            clientSecret: secret(google.clientSecret),
          };
    case "apple":
      return apple === undefined
        ? undefined
        : {
            id,
            kind: "oidc",
            scope: "openid email name",
            formPost: true,
            ask: askProvider,
            issuer: apple.issuer,
            clientId: apple.clientId,
            clientSecret: () => appleSecret(ctx),
          };
    case "github":
      return github === undefined
        ? undefined
        : {
            id,
            kind: "github",
            baseUrl: github.baseUrl,
            apiUrl: github.apiUrl,
            clientId: github.clientId,
            clientSecret: secret(github.clientSecret),
          };
  }
}

/** The providers that this deployment is set up for, in the order of their buttons. */
export function listProviders(ctx: Ctx): ProviderId[] {
  return providers.filter((id) => findProvider(ctx, id) !== undefined);
}

import { z } from "zod";
import { askProvider } from "./ask-provider.ts";
import type { Provider } from "./providers.ts";
import type { ProviderIdentity } from "./schema.ts";

type GitHub = Extract<Provider, { kind: "github" }>;

const Token = z.object({ access_token: z.string().min(1).max(500) });
const User = z.object({ id: z.int().positive(), name: z.string().max(500).nullish() });
const Emails = z
  .array(z.object({ email: z.string().max(254), primary: z.boolean(), verified: z.boolean() }))
  .max(500);

/**
 * Who someone is at GitHub, by the code that their browser brought. The number of the account is the
 * subject, because names there change hands; only the primary address counts.
 * https://docs.github.com/en/apps/oauth-apps
 */
export async function readGitHubIdentity(
  provider: GitHub,
  grant: { code: string; verifier: string; redirectUri: string },
): Promise<ProviderIdentity> {
  const { access_token } = await askProvider(
    `${provider.baseUrl}/login/oauth/access_token`,
    Token,
    {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({
        code: grant.code,
        redirect_uri: grant.redirectUri,
        client_id: provider.clientId,
        client_secret: await provider.clientSecret(),
        code_verifier: grant.verifier,
      }),
    },
  );
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${access_token}`,
    "user-agent": "Selvedge",
  };
  const [user, emails] = await Promise.all([
    askProvider(`${provider.apiUrl}/user`, User, { headers }),
    askProvider(`${provider.apiUrl}/user/emails`, Emails, { headers }),
  ]);
  const primary = emails.find((one) => one.primary);
  return {
    subject: String(user.id),
    email: primary?.email.toLowerCase() ?? null,
    emailVerified: primary?.verified === true,
    name: user.name ?? null,
  };
}

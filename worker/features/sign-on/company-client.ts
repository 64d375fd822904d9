import { SECOND_MS } from "#core/time";
import type { WorkspaceId } from "#core/ids";
import { type Ask, type OpenIdClient, ProviderFailure } from "#features/connections";
import type { AskFailure } from "#features/connections/schema";
import { requestOutside } from "#features/webhooks";
import type { Ctx } from "#platform/ctx";
import { unseal } from "#platform/seal";
import { SECRET_PURPOSE, type SignOnRow } from "./sign-on-row.ts";

const TIMEOUT_MS = 8 * SECOND_MS;
const ANSWER_BYTES_MAX = 200_000;

/**
 * Where a company's provider sends people back to. Each workspace has an address of its own, so that
 * an answer of one company's provider is never taken for another's (RFC 9700, section 4.4.2).
 */
export function redirectUri(ctx: Ctx, workspaceId: WorkspaceId): string {
  return `${ctx.origin}/sign-in/company/callback/${workspaceId}`;
}

type Failed = Pick<Awaited<ReturnType<typeof requestOutside>>, "status" | "failure">;

/** Why an address could not be asked, and what it answered instead. Pure. */
function whyNot({ status, failure }: Failed): { reason: AskFailure; found?: string } {
  if (failure === "timeout") return { reason: "timeout" };
  if (failure === "refused") return { reason: "private" };
  if (failure !== "status" || status === null) return { reason: "unreachable" };
  const found = `HTTP ${status}`;
  if (status === 404 || status === 410) return { reason: "missing", found };
  return { reason: status < 400 ? "redirect" : "status", found };
}

/** Asks a provider that a customer names, as webhooks are sent: never into a private network. */
export function askCompany(ctx: Ctx): Ask {
  return async (url, schema, init = {}) => {
    const form = init.body?.toString();
    const type: Record<string, string> =
      form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
    const { host } = new URL(url);
    const outcome = await requestOutside(ctx, url, {
      method: init.method ?? "GET",
      headers: { accept: "application/json", ...type, ...init.headers },
      body: form,
      timeoutMs: TIMEOUT_MS,
      bytesMax: ANSWER_BYTES_MAX,
    });
    if (outcome.failure !== null) {
      const said = outcome.detail ?? `It answered with the status ${outcome.status}`;
      throw new ProviderFailure(`${host}: ${said}`, whyNot(outcome));
    }
    try {
      return schema.parse(JSON.parse(outcome.response ?? ""));
    } catch (cause) {
      throw new ProviderFailure(`${host}: The answer is not what OpenID Connect has there`, {
        reason: "not-openid",
        cause,
      });
    }
  };
}

/** The product as the client of a company's provider. */
export function companyClient(ctx: Ctx, row: SignOnRow): OpenIdClient {
  return {
    issuer: row.issuer,
    clientId: row.clientId,
    clientSecret: () => unseal(ctx.settings, SECRET_PURPOSE, row.sealedClientSecret),
    ask: askCompany(ctx),
  };
}

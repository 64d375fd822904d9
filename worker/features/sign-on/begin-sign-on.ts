import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { openIdUrl, ProviderFailure, randomText } from "#features/connections";
import { sourceOf } from "#features/sessions";
import { limiterOf } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import { requireAdmitted } from "#platform/rate-limits";
import { type Attempt, attemptCookie } from "./attempt.ts";
import { companyClient, redirectUri } from "./company-client.ts";
import { SignOnStart } from "./schema.ts";
import { findCompany, findRow, type SignOnRow } from "./sign-on-row.ts";

const RULE = { name: "sign-on", limit: 30, windowMs: 10 * MINUTE_MS };

export interface BegunSignOn {
  /** Where the browser goes. */
  url: string;
  setCookies: string[];
}

/** By the address that was typed, or, for someone who waits for it, of the workspace they stand at. */
async function findAsked(ctx: Ctx, email: string | undefined): Promise<SignOnRow | undefined> {
  if (email !== undefined) return await findCompany(ctx, email);
  const { actor } = ctx;
  if (actor.kind !== "user" || actor.awaitsSignOn === undefined) return undefined;
  const row = await findRow(ctx, actor.awaitsSignOn);
  return row?.enabled === true ? row : undefined;
}

/**
 * Sends this browser to the provider of the company whose domain the address has; without an address
 * to that of the workspace which asks the signed-in person for it. Good for fifteen minutes, once.
 * The domain alone decides: whether the address is somebody's is neither read nor told. Undefined
 * where no company has set up that domain. Refuses a provider that does not answer with
 * `not-connected` and the 31st try in ten minutes with `too-many-requests`.
 */
export async function beginSignOn(
  ctx: Ctx,
  input: { email?: string | undefined; next: string },
): Promise<BegunSignOn | undefined> {
  const email =
    input.email === undefined ? undefined : parseInput(SignOnStart, { email: input.email }).email;
  requireAdmitted(await limiterOf(ctx.env, sourceOf(ctx)).admit({ rules: [RULE] }));
  const row = await findAsked(ctx, email);
  if (row === undefined) return undefined;
  const attempt: Attempt = {
    signOnId: row.id,
    issuer: row.issuer,
    next: input.next,
    state: randomText(),
    nonce: randomText(),
    verifier: randomText(),
  };
  const hint = email ?? (ctx.actor.kind === "user" ? ctx.actor.email : undefined);
  const { state, nonce, verifier } = attempt;
  try {
    const url = await openIdUrl(ctx, companyClient(ctx, row), {
      redirectUri: redirectUri(ctx, row.workspaceId),
      scope: "openid email profile",
      state,
      nonce,
      verifier,
      more: hint === undefined ? {} : { login_hint: hint },
    });
    return { url, setCookies: [await attemptCookie(ctx, attempt)] };
  } catch (cause) {
    if (!(cause instanceof ProviderFailure)) throw cause;
    ctx.log.warn("sign-on.provider-failed", { signOnId: row.id, cause: String(cause) });
    throw new Problem("not-connected", { cause });
  }
}

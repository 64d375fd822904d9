import type { Ctx } from "#platform/ctx";

/**
 * Whom passkeys are made for: this origin and its host, `localhost` included. An authenticator
 * signs both, so a passkey is worth nothing on a page that only looks like ours.
 */
export function relyingParty(ctx: Ctx): { rpId: string; origin: string } {
  return { rpId: new URL(ctx.origin).hostname, origin: ctx.origin };
}

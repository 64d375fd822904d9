import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { isCommonPassword } from "./common-passwords.ts";
import { isPwnedPassword } from "./pwned-passwords.ts";

/**
 * Refuses a new password that guessers try first with `invalid-input` at `/password`: one of the
 * commonest, by a filter that ships with the product, or one of a known breach, where that can be
 * asked (NIST SP 800-63B, 5.1.1.2). The problem's `reason` is `password-common` or
 * `password-breached`.
 */
export async function requireSafePassword(ctx: Ctx, password: string): Promise<void> {
  if (await isCommonPassword(password)) {
    throw new Problem("invalid-input", {
      detail: "This password is one of the commonest.",
      errors: [{ pointer: "/password", detail: "is one of the commonest passwords" }],
      extensions: { reason: "password-common" },
    });
  }
  if (await isPwnedPassword(ctx, password)) {
    throw new Problem("invalid-input", {
      detail: "This password was found in a data breach.",
      errors: [{ pointer: "/password", detail: "was found in a data breach" }],
      extensions: { reason: "password-breached" },
    });
  }
}

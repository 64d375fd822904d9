import type { SignOnFailure } from "#features/sign-on/schema";
import { m } from "#messages";

/** Why nothing came of a visit to a company's provider. */
const failureTexts: Record<SignOnFailure, () => string> = {
  cancelled: m.signins_failed_cancelled,
  stale: m.signins_failed_stale,
  unverified: m.signon_failed_unverified,
  domain: m.signon_failed_domain,
  removed: m.signon_failed_removed,
  seats: m.signon_failed_seats,
  off: m.signon_failed_off,
  provider: m.signon_failed_provider,
};

/** The text of a failure that an address of ours names; undefined for anything else. */
export function signOnFailureText(name: string | null): string | undefined {
  if (name === null || !Object.hasOwn(failureTexts, name)) return undefined;
  return failureTexts[name as SignOnFailure]();
}

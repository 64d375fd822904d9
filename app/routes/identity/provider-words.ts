import type { Failure, ProviderId } from "#features/connections/schema";
import { m } from "#messages";

/** What a provider calls itself, in every language. */
export const providerNames: Record<ProviderId, string> = {
  apple: "Apple",
  github: "GitHub",
  google: "Google",
};

/** Why nothing came of a visit to a provider. */
const failureTexts: Record<Failure, () => string> = {
  cancelled: m.signins_failed_cancelled,
  stale: m.signins_failed_stale,
  unverified: m.signins_failed_unverified,
  known: m.signins_failed_known,
  taken: m.signins_failed_taken,
  provider: m.signins_failed_provider,
};

/** The text of a failure that an address of ours names; undefined for anything else. */
export function failureText(name: string | null): string | undefined {
  if (name === null || !Object.hasOwn(failureTexts, name)) return undefined;
  return failureTexts[name as Failure]();
}

import type { ProviderIdentity } from "./schema.ts";

interface Known {
  /** Somebody's account here is connected to that subject. */
  connected: boolean;
  /** The account here with the same address, if any. */
  sameAddress: { emailVerified: boolean } | undefined;
}

export type Arrival =
  | "enter"
  | "register"
  /** Someone registered the address who never showed that it is theirs: they lose it. */
  | "register-and-set-aside"
  | "refuse-unverified"
  | "refuse-known";

/**
 * What happens to someone who comes from a provider. The subject alone opens an account; an address
 * never does. It only makes a new one, when the provider vouches for it, and nobody here has shown
 * that it is theirs.
 */
export function decideArrival(
  identity: Pick<ProviderIdentity, "email" | "emailVerified">,
  known: Known,
): Arrival {
  if (known.connected) return "enter";
  if (identity.email === null || !identity.emailVerified) return "refuse-unverified";
  if (known.sameAddress === undefined) return "register";
  return known.sameAddress.emailVerified ? "refuse-known" : "register-and-set-aside";
}

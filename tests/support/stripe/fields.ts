import type { Stripe } from "stripe";

/** Metadata after a change: sent keys are set, empty ones go, null clears all. */
export function withMetadata(
  current: Stripe.Metadata | null,
  sent: Record<string, string> | null | undefined,
): Stripe.Metadata {
  if (sent === undefined) return current ?? {};
  if (sent === null) return {};
  const all = { ...current, ...sent };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What was sent, without the fields that were not. */
export function given<T extends object>(sent: T): Given<T> {
  const kept = Object.entries(sent).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Given<T>;
}

type SentAddress = { [K in keyof Stripe.Address]?: string | null | undefined };

export function addressOf(sent: SentAddress | null | undefined): Stripe.Address | null {
  if (sent === undefined || sent === null) return null;
  return {
    city: sent.city ?? null,
    country: sent.country ?? null,
    line1: sent.line1 ?? null,
    line2: sent.line2 ?? null,
    postal_code: sent.postal_code ?? null,
    state: sent.state ?? null,
  };
}

import { Problem } from "#core/problem";

interface StripeFailure {
  type: string;
  code: string | undefined;
  message: string;
  decline_code?: string | undefined;
  doc_url?: string | undefined;
}

/** True for an error that Stripe's package throws; its class is not loaded for the question. */
export function isStripeFailure(cause: unknown): cause is Error & StripeFailure {
  return (
    cause instanceof Error &&
    "type" in cause &&
    typeof cause.type === "string" &&
    cause.type.startsWith("Stripe")
  );
}

/** True when Stripe does not have what was named. https://docs.stripe.com/error-codes */
export function isMissingAtStripe(cause: unknown): boolean {
  return isStripeFailure(cause) && cause.code === "resource_missing";
}

/**
 * True when Stripe said no and nothing happened: a repeat with the same key is answered the same.
 * False when nobody knows, as after a lost connection: what was asked for may have happened.
 */
export function isRefusedByStripe(cause: unknown): boolean {
  if (!isStripeFailure(cause)) return false;
  return cause.type === "StripeCardError" || cause.type === "StripeInvalidRequestError";
}

/**
 * A failure of Stripe's as the Problem that people are shown: `payment-failed` for a card,
 * `not-connected` for a key that Stripe does not take, `unavailable` where a later try may help.
 * Undefined for everything else, which is a mistake of ours.
 */
export function toStripeProblem(cause: unknown): Problem | undefined {
  if (!isStripeFailure(cause)) return undefined;
  switch (cause.type) {
    case "StripeCardError":
      return new Problem("payment-failed", {
        detail: cause.message,
        extensions: { declineCode: cause.decline_code ?? cause.code ?? null },
        cause,
      });
    case "StripeAuthenticationError":
    case "StripePermissionError":
      return new Problem("not-connected", {
        detail: "Stripe does not accept this deployment's key.",
        extensions: { service: "stripe" },
        cause,
      });
    case "StripeConnectionError":
    case "StripeRateLimitError":
    case "StripeAPIError":
    case "StripeIdempotencyError":
      return new Problem("unavailable", {
        detail: "Stripe does not answer at the moment; nothing is lost.",
        extensions: { service: "stripe" },
        retryAfterSeconds: 5,
        cause,
      });
    default:
      return undefined;
  }
}

/**
 * The object that Stripe answered with, which must have an id. Stripe's package takes a 404 without
 * an error for success, as some stand-ins and proxies send it.
 */
export function requireAnswer<T extends { id: string }>(answer: T): T {
  if (typeof answer.id === "string" && answer.id !== "") return answer;
  throw new Problem("unavailable", {
    detail: "Stripe's answer cannot be read.",
    extensions: { service: "stripe" },
    retryAfterSeconds: 5,
  });
}

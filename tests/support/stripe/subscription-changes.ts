import type { Stripe } from "stripe";
import type { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { markSetUp } from "./cards.ts";
import { invalid } from "./failure.ts";
import { given, withMetadata } from "./fields.ts";
import type { cancellation, UpdateSent } from "./subscription-params.ts";

/** A card of another customer is refused. */
export function requireOwnMethod(account: Account, id: string, customer: string): void {
  const method = account.get("payment_method", id, "default_payment_method");
  if (idOf(method.customer) === customer) {
    markSetUp(account, id);
    return;
  }
  throw invalid(
    `The customer does not have a payment method with the ID ${id}. The payment method must be ` +
      "attached to the customer.",
    { param: "default_payment_method", code: "resource_missing" },
  );
}

/** Why somebody leaves, as far as it was said. */
export function detailsOf(
  { cancellation_details: was }: Stripe.Subscription,
  sent: NonNullable<z.infer<typeof cancellation>>,
): Stripe.Subscription.CancellationDetails {
  return {
    comment: sent.comment === undefined ? (was?.comment ?? null) : sent.comment,
    feedback: sent.feedback === undefined ? (was?.feedback ?? null) : sent.feedback,
    feedback_option: was?.feedback_option ?? null,
    reason: was?.reason ?? null,
  };
}

/** What a call changes without any money being asked for. */
export function plainChanges(
  account: Account,
  subscription: Stripe.Subscription,
  sent: UpdateSent,
): Partial<Stripe.Subscription> {
  const method = sent.default_payment_method;
  if (typeof method === "string") {
    requireOwnMethod(account, method, idOf(subscription.customer));
  }
  const { pause_collection: pause, trial_settings: trial } = sent;
  return {
    ...cancelChanges(account, subscription, sent),
    ...(sent.metadata === undefined
      ? {}
      : { metadata: withMetadata(subscription.metadata, sent.metadata) }),
    ...(method === undefined ? {} : { default_payment_method: method }),
    ...(sent.description === undefined ? {} : { description: sent.description }),
    ...(sent.invoice_settings === undefined
      ? {}
      : {
          invoice_settings: {
            ...subscription.invoice_settings,
            ...given(sent.invoice_settings),
          },
        }),
    ...(sent.payment_settings === undefined
      ? {}
      : {
          payment_settings: {
            payment_method_options: null,
            payment_method_types: sent.payment_settings.payment_method_types ?? null,
            save_default_payment_method: sent.payment_settings.save_default_payment_method ?? "off",
          },
        }),
    ...(sent.automatic_tax === undefined
      ? {}
      : {
          automatic_tax: {
            disabled_reason: null,
            enabled: sent.automatic_tax.enabled,
            liability: sent.automatic_tax.enabled ? { type: "self" } : null,
          },
        }),
    ...(pause === undefined
      ? {}
      : {
          pause_collection:
            pause === null
              ? null
              : { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null },
        }),
    ...(trial === undefined
      ? {}
      : {
          trial_settings: {
            end_behavior: {
              billing_cycle_anchor: trial.end_behavior.billing_cycle_anchor ?? "now",
              missing_payment_method: trial.end_behavior.missing_payment_method ?? "create_invoice",
            },
          },
        }),
  };
}

function cancelChanges(
  account: Account,
  subscription: Stripe.Subscription,
  sent: UpdateSent,
): Partial<Stripe.Subscription> {
  const details = sent.cancellation_details;
  const changes: Partial<Stripe.Subscription> =
    details === undefined ? {} : { cancellation_details: detailsOf(subscription, details) };
  const now = account.now(idOf(subscription.customer));
  const at = sent.cancel_at;
  if (sent.cancel_at_period_end === undefined && at === undefined) return changes;
  const ends = sent.cancel_at_period_end === true || typeof at === "number";
  const was = changes.cancellation_details ?? subscription.cancellation_details;
  const periodEnd = subscription.items.data[0]?.current_period_end ?? null;
  return {
    ...changes,
    cancel_at_period_end: sent.cancel_at_period_end === true,
    cancel_at: typeof at === "number" ? at : ends ? periodEnd : null,
    canceled_at: ends ? now : null,
    cancellation_details: {
      comment: was?.comment ?? null,
      feedback: was?.feedback ?? null,
      feedback_option: null,
      reason: ends ? "cancellation_requested" : null,
    },
  };
}

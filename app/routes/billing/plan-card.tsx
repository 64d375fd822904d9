import { Form } from "react-router";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { formatDate } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { planTitle } from "#app/ui/plan-name.ts";
import type { BillingView, SubscriptionView } from "#features/billing/schema";
import { m } from "#messages";
import {
  comingUpWords,
  discountWords,
  priceWords,
  seatWords,
  stateName,
  stateTone,
} from "./words.ts";

function Fact({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <dt className="text-muted">{label}</dt>
      <dd className="figures mt-0.5 font-medium">{children}</dd>
    </div>
  );
}

function Facts({ subscription }: { subscription: SubscriptionView }) {
  const { discount, currency } = subscription;
  return (
    <dl className="mt-5 grid gap-x-8 gap-y-4 border-t border-line pt-5 sm:grid-cols-3">
      <Fact label={m.billing_plan_price()}>{priceWords(subscription)}</Fact>
      <Fact label={m.billing_plan_seats_label()}>{seatWords(subscription)}</Fact>
      {discount === null ? null : (
        <Fact label={m.billing_plan_discount_label()}>{discountWords(discount, currency)}</Fact>
      )}
    </dl>
  );
}

/** Ended subscriptions have said goodbye: what they were does not matter any more. */
function isRunning({ state }: BillingView): boolean {
  return state !== "ended" && state !== "free" && state !== "not-connected";
}

function isUnpaid({ state }: BillingView): boolean {
  return state === "past-due" || state === "suspended" || state === "incomplete";
}

/** What comes next, or why nothing does. */
function nextWords(billing: BillingView): string {
  const { comingUp, subscription, state } = billing;
  if (comingUp !== null) return comingUpWords(comingUp);
  if (isUnpaid(billing)) return m.billing_plan_waits();
  if (state !== "ended" || subscription === null) return m.billing_plan_free_text();
  const plan = planTitle({ plan: subscription.plan, name: subscription.planName });
  const date = formatDate(subscription.endedAtMs ?? subscription.periodEndsAtMs);
  return m.billing_plan_ended({ plan, date });
}

/** A plan that is only held up is still theirs, though the free one's limits apply. */
function titleOf({ plan, subscription, state }: BillingView): string {
  const isHeldUp = state === "suspended" || state === "paused";
  if (subscription === null || !isHeldUp) return planTitle({ plan: plan.slug, name: plan.name });
  return planTitle({ plan: subscription.plan, name: subscription.planName });
}

function Actions({ billing }: { billing: BillingView }) {
  if (billing.state === "not-connected") return null;
  if (!isRunning(billing)) {
    return (
      <LinkButton variant="primary" to="/billing/change">
        {m.billing_plan_choose()}
      </LinkButton>
    );
  }
  // The notice above offers both when money is owed.
  if (isUnpaid(billing)) return null;
  const canChange = billing.state === "active" || billing.state === "trial";
  const next = billing.comingUp?.kind;
  return (
    <>
      <Form method="post">
        <Button type="submit" name="intent" value="payment-method">
          {m.billing_plan_payment_method()}
        </Button>
      </Form>
      {canChange && next !== "end" && next !== "pause" ? (
        <LinkButton variant="primary" to="/billing/change">
          {m.billing_plan_change()}
        </LinkButton>
      ) : null}
    </>
  );
}

/** The plan in force with its price and what comes next. */
export function PlanCard({ billing }: { billing: BillingView }) {
  const { state, subscription, mayChange } = billing;
  return (
    <Card>
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
        <div className="min-w-0">
          <h2 className="text-sm font-normal text-muted">{m.billing_plan_yours()}</h2>
          <p className="mt-1 flex flex-wrap items-center gap-3 text-xl font-semibold tracking-tight">
            <span dir="auto">{titleOf(billing)}</span>
            {isRunning(billing) ? <Badge tone={stateTone(state)}>{stateName(state)}</Badge> : null}
          </p>
          <p className="mt-1 max-w-prose text-muted">{nextWords(billing)}</p>
        </div>
        {mayChange ? (
          <div className="flex flex-wrap items-center gap-2">
            <Actions billing={billing} />
          </div>
        ) : null}
      </div>
      {subscription === null || !isRunning(billing) ? null : <Facts subscription={subscription} />}
      {mayChange ? null : (
        <p className="mt-5 border-t border-line pt-4 text-muted">{m.billing_plan_read_only()}</p>
      )}
    </Card>
  );
}

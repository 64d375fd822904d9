import { formatDate, formatMoney, formatNumber, formatPercent } from "#app/ui/format.ts";
import { planTitle } from "#app/ui/plan-name.ts";
import type {
  BillingState,
  ComingUp,
  MoneyView,
  SubscriptionDiscount,
  SubscriptionView,
} from "#features/billing/schema";
import { m } from "#messages";

export function money({ amountMinor, currency }: MoneyView): string {
  return formatMoney(amountMinor, currency);
}

/** The state in a word. */
export function stateName(state: BillingState): string {
  switch (state) {
    case "not-connected":
    case "free":
    case "ended":
      return m.billing_plan_state_free();
    case "trial":
      return m.billing_plan_state_trial();
    case "active":
      return m.billing_plan_state_active();
    case "past-due":
      return m.billing_plan_state_past_due();
    case "suspended":
      return m.billing_plan_state_suspended();
    case "paused":
      return m.billing_plan_state_paused();
    case "incomplete":
      return m.billing_plan_state_incomplete();
  }
}

export function stateTone(state: BillingState) {
  switch (state) {
    case "active":
      return "success";
    case "trial":
      return "info";
    case "past-due":
    case "incomplete":
    case "paused":
      return "warning";
    case "suspended":
      return "danger";
    case "not-connected":
    case "free":
    case "ended":
      return "neutral";
  }
}

/** "$49.00 a month". */
export function priceWords({ price, interval }: SubscriptionView): string {
  const amount = money(price);
  return interval === "month"
    ? m.billing_plan_a_month({ amount })
    : m.billing_plan_a_year({ amount });
}

export function intervalName(interval: "month" | "year"): string {
  return interval === "month" ? m.billing_change_monthly() : m.billing_change_yearly();
}

/** "4 of up to 10 seats". */
export function seatWords({ seats, seatsMax }: SubscriptionView): string {
  return m.billing_plan_seats({ seats: formatNumber(seats), max: formatNumber(seatsMax) });
}

export function discountWords(discount: SubscriptionDiscount, currency: string): string {
  const { percentOff, amountOffMinor, endsAtMs } = discount;
  const amount =
    percentOff === null ? formatMoney(amountOffMinor ?? 0, currency) : formatPercent(percentOff, 1);
  return endsAtMs === null
    ? m.billing_plan_discount({ amount })
    : m.billing_plan_discount_until({ amount, date: formatDate(endsAtMs) });
}

/** What comes next by itself, as a sentence. */
export function comingUpWords(next: ComingUp): string {
  const date = formatDate(next.atMs);
  switch (next.kind) {
    case "renewal":
      return next.money === null
        ? m.billing_plan_renews({ date })
        : m.billing_plan_renews_for({ date, amount: money(next.money) });
    case "trial-end":
      return next.money === null
        ? m.billing_plan_trial_ends({ date })
        : m.billing_plan_trial_ends_for({ date, amount: money(next.money) });
    case "change":
      return m.billing_plan_changes({
        date,
        plan: planTitle({ plan: next.plan, name: next.planName }),
        interval: intervalName(next.interval),
        seats: m.billing_plan_seat_count({ count: next.seats }),
      });
    case "end":
      return m.billing_plan_ends({ date });
    case "pause":
      return next.untilMs === null
        ? m.billing_plan_pauses({ date })
        : m.billing_plan_pauses_until({ date, until: formatDate(next.untilMs) });
    case "resume":
      return m.billing_plan_goes_on({ date });
  }
}

import { z } from "zod";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import { currencies, intervals } from "#features/plans/schema";
import {
  type BillingDetails,
  type BillingView,
  type ChangePreview,
  type ComingUp,
  type MoneyView,
  paidPlans,
  type RetentionOfferView,
  subscriptionStatuses,
  type SubscriptionView,
} from "./schema.ts";

const Time = z.iso.datetime().max(40);
const Pt = z.string().max(40);
const Plan = z.enum(paidPlans);
const Interval = z.enum(intervals);
const Seats = z.int().min(1).max(1_000_000);

export const MoneyDocument = z
  .object({
    amountMinor: z.int().meta({ description: "In the currency's minor unit" }),
    currency: z.enum(currencies),
  })
  .meta({ id: "BillingMoney" });

const DiscountDocument = z.object({
  name: z.string().max(200),
  percentOff: z.number().min(0).max(100).nullable(),
  amountOffMinor: z.int().nullable(),
  endsAt: Time.nullable(),
});

const SubscriptionDocument = z
  .object({
    id: z.string().max(100),
    plan: Plan,
    planVersionId: z.string().max(64),
    interval: Interval,
    seats: Seats.meta({ description: "All seats, those that the plan includes too" }),
    seatsIncluded: Seats,
    seatsMax: Seats,
    status: z.enum(subscriptionStatuses),
    price: MoneyDocument.meta({ description: "Of a period, before tax and discounts" }),
    periodStartsAt: Time,
    periodEndsAt: Time,
    trialEndsAt: Time.nullable(),
    cancelAt: Time.nullable(),
    endedAt: Time.nullable(),
    pausedFrom: Time.nullable(),
    pausedUntil: Time.nullable(),
    discount: DiscountDocument.nullable(),
    latestInvoiceId: z.string().max(100).nullable(),
  })
  .meta({ id: "Subscription" });

const ComingUpDocument = z
  .object({
    kind: z.enum(["renewal", "trial-end", "change", "end", "pause", "resume"]),
    at: Time,
    until: Time.nullable().meta({ description: "Of a pause: when it ends" }),
    money: MoneyDocument.nullable().meta({ description: "Before tax and discounts" }),
    plan: Plan.nullable().meta({ description: "Of a change: what it becomes" }),
    interval: Interval.nullable(),
    seats: Seats.nullable(),
  })
  .meta({ id: "BillingComingUp" });

export const BillingDocument = z
  .object({
    state: z.enum([
      "not-connected",
      "free",
      "trial",
      "active",
      "past-due",
      "suspended",
      "paused",
      "incomplete",
      "ended",
    ]),
    plan: z.enum(["visitor", "free", ...paidPlans]).meta({ description: "The plan in force" }),
    planVersion: z.int().min(1),
    subscription: SubscriptionDocument.nullable(),
    comingUp: ComingUpDocument.nullable().meta({ description: "What happens next by itself" }),
    period: z
      .object({ endsAt: Time, usedPercent: z.int().min(0) })
      .nullable()
      .meta({ description: "The running period of the plan's PT" }),
    availablePt: Pt,
    availableMicroPt: Pt,
    currency: z.enum(currencies).nullable(),
    trialAvailable: z.boolean(),
  })
  .meta({ id: "Billing" });

export const PreviewDocument = z
  .object({
    kind: z.enum(["none", "upgrade", "downgrade"]),
    effectiveAt: Time,
    plan: Plan,
    interval: Interval,
    seats: Seats,
    dueNow: MoneyDocument.meta({ description: "Tax and discounts included" }),
    taxMinor: z.int(),
    lines: z.array(z.object({ description: z.string().max(1_000), amountMinor: z.int() })).max(100),
    addedPt: Pt.meta({ description: "PT that come with the payment" }),
    addedMicroPt: Pt,
    next: z.object({ at: Time, money: MoneyDocument.nullable() }),
    prorationAt: Time.meta({ description: "Give it back to change the plan" }),
    expiresAt: Time,
  })
  .meta({ id: "PlanChangePreview" });

const TaxIdDocument = z.object({
  id: z.string().max(100),
  type: z.string().max(40),
  value: z.string().max(60),
  verification: z.string().max(40).nullable(),
});

const Text = z.string().max(1_000).nullable();

export const DetailsDocument = z
  .object({
    name: Text,
    email: Text,
    address: z
      .object({
        line1: Text,
        line2: Text,
        city: Text,
        postalCode: Text,
        state: Text,
        country: Text,
      })
      .nullable(),
    taxIds: z.array(TaxIdDocument).max(20),
    currency: z.enum(currencies).nullable(),
  })
  .meta({ id: "BillingDetails" });

export const OfferDocument = z
  .object({
    state: z.enum(["available", "accepted", "used", "none"]),
    discount: z
      .object({
        percentOff: z.int().min(1).max(100),
        months: z.int().min(0).max(36).meta({ description: "0: one invoice" }),
      })
      .nullable(),
    pauseMonths: z.int().min(1).max(3).nullable(),
    periodEndsAt: Time.nullable(),
  })
  .meta({ id: "RetentionOffer" });

const isoOrNull = (atMs: number | null) => (atMs === null ? null : toIso(atMs));

function toSubscription(view: SubscriptionView): z.infer<typeof SubscriptionDocument> {
  const { discount } = view;
  return {
    id: view.id,
    plan: view.plan,
    planVersionId: view.planVersionId,
    interval: view.interval,
    seats: view.seats,
    seatsIncluded: view.seatsIncluded,
    seatsMax: view.seatsMax,
    status: view.status,
    price: view.price,
    periodStartsAt: toIso(view.periodStartsAtMs),
    periodEndsAt: toIso(view.periodEndsAtMs),
    trialEndsAt: isoOrNull(view.trialEndsAtMs),
    cancelAt: isoOrNull(view.cancelAtMs),
    endedAt: isoOrNull(view.endedAtMs),
    pausedFrom: isoOrNull(view.pausedFromMs),
    pausedUntil: isoOrNull(view.pausedUntilMs),
    latestInvoiceId: view.latestInvoiceId,
    discount:
      discount === null
        ? null
        : {
            name: discount.name,
            percentOff: discount.percentOff,
            amountOffMinor: discount.amountOffMinor,
            endsAt: isoOrNull(discount.endsAtMs),
          },
  };
}

function toComingUp(next: ComingUp): z.infer<typeof ComingUpDocument> {
  const money: MoneyView | null = "money" in next ? next.money : null;
  const change = next.kind === "change" ? next : { plan: null, interval: null, seats: null };
  return {
    kind: next.kind,
    at: toIso(next.atMs),
    until: next.kind === "pause" ? isoOrNull(next.untilMs) : null,
    money,
    plan: change.plan,
    interval: change.interval,
    seats: change.seats,
  };
}

export function toBillingDocument(view: BillingView): z.infer<typeof BillingDocument> {
  const { state, plan, subscription, comingUp, period, availableMicroPt, currency } = view;
  return {
    state,
    plan: plan.slug,
    planVersion: plan.version,
    subscription: subscription === null ? null : toSubscription(subscription),
    comingUp: comingUp === null ? null : toComingUp(comingUp),
    period:
      period === null ? null : { endsAt: toIso(period.endsAtMs), usedPercent: period.usedPercent },
    availablePt: microToPt(availableMicroPt),
    availableMicroPt: String(availableMicroPt),
    currency,
    trialAvailable: view.trialAvailable,
  };
}

export function toPreviewDocument(preview: ChangePreview): z.infer<typeof PreviewDocument> {
  return {
    kind: preview.kind,
    effectiveAt: toIso(preview.effectiveAtMs),
    plan: preview.plan,
    interval: preview.interval,
    seats: preview.seats,
    dueNow: preview.dueNow,
    taxMinor: preview.taxMinor,
    lines: preview.lines,
    addedPt: microToPt(preview.ptAddedMicroPt),
    addedMicroPt: String(preview.ptAddedMicroPt),
    next: { at: toIso(preview.next.atMs), money: preview.next.money },
    prorationAt: toIso(preview.prorationAtMs),
    expiresAt: toIso(preview.expiresAtMs),
  };
}

export function toDetailsDocument(details: BillingDetails): z.infer<typeof DetailsDocument> {
  return details;
}

export function toOfferDocument(offer: RetentionOfferView): z.infer<typeof OfferDocument> {
  const { state, discount, pauseMonths, periodEndsAtMs } = offer;
  return { state, discount, pauseMonths, periodEndsAt: isoOrNull(periodEndsAtMs) };
}

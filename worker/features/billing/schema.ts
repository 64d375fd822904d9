import { z } from "zod";
import type { Id } from "#core/ids";
import { type Currency, currencies, type Interval, intervals } from "#features/plans/schema";

export type { Currency, Interval } from "#features/plans/schema";

/** Plans that a subscription may be of, from the least to the most. */
export const paidPlans = ["entry", "pro", "business"] as const;
export type PaidPlan = (typeof paidPlans)[number];

/** States of a subscription as Stripe has them. */
export const subscriptionStatuses = [
  "active",
  "canceled",
  "incomplete",
  "incomplete_expired",
  "past_due",
  "paused",
  "trialing",
  "unpaid",
] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

const Seats = z.int().min(1, "at least one seat").max(10_000);
const PromotionCode = z
  .string()
  .trim()
  .min(1, "type the code")
  .max(100, "at most 100 characters")
  .regex(/^[\w-]+$/, "letters, digits, hyphens and underscores");

/** What is bought: `seats` counts every seat, those that the plan includes too. */
export const StartCheckout = z.object({
  plan: z.enum(paidPlans),
  interval: z.enum(intervals).default("month"),
  currency: z.enum(currencies).optional(),
  seats: Seats.optional(),
  promotionCode: PromotionCode.optional(),
});
export type StartCheckout = z.input<typeof StartCheckout>;

/** What a subscription should become; what is absent stays as it is. */
export const ChangeTarget = z.object({
  plan: z.enum(paidPlans).optional(),
  interval: z.enum(intervals).optional(),
  seats: Seats.optional(),
});
export type ChangeTarget = z.input<typeof ChangeTarget>;

/** A change with the preview it was agreed on, echoed back. */
export const ChangePlan = ChangeTarget.extend({
  expectedAmountMinor: z.int(),
  prorationAtMs: z.int().positive(),
});
export type ChangePlan = z.input<typeof ChangePlan>;

export const cancelReasons = [
  "too_expensive",
  "missing_features",
  "switched_service",
  "unused",
  "customer_service",
  "too_complex",
  "low_quality",
  "other",
] as const;
export type CancelReason = (typeof cancelReasons)[number];

export const CancelSubscription = z.object({
  reason: z.enum(cancelReasons).optional(),
  comment: z.string().trim().max(500, "at most 500 characters").optional(),
});
export type CancelSubscription = z.input<typeof CancelSubscription>;

export const PAUSE_MONTHS_MAX = 3;

export const PauseSubscription = z.object({
  months: z.int().min(1).max(PAUSE_MONTHS_MAX),
});
export type PauseSubscription = z.input<typeof PauseSubscription>;

export const ApplyPromotionCode = z.object({ code: PromotionCode });
export type ApplyPromotionCode = z.input<typeof ApplyPromotionCode>;

/** Parts of Stripe's customer portal that a link may lead to. */
export const portalFlows = ["payment_method_update"] as const;
export const OpenPortal = z.object({ flow: z.enum(portalFlows).optional() });
export type OpenPortal = z.input<typeof OpenPortal>;

const Line = z.string().trim().max(200, "at most 200 characters");

/** What invoices say about the customer. An empty text takes the value away. */
export const UpdateBillingDetails = z.object({
  name: Line.optional(),
  email: z.union([z.literal(""), z.email("not an e-mail address").max(254)]).optional(),
  address: z
    .object({
      line1: Line,
      line2: Line.optional(),
      city: Line.optional(),
      postalCode: Line.optional(),
      state: Line.optional(),
      country: z
        .string()
        .trim()
        .regex(/^[A-Za-z]{2}$/, "two letters"),
    })
    .optional(),
  /** The number to have; an empty value takes every number away. */
  taxId: z.object({ type: z.string().trim().max(40), value: z.string().trim().max(40) }).optional(),
});
export type UpdateBillingDetails = z.input<typeof UpdateBillingDetails>;

export interface BillingDetails {
  name: string | null;
  email: string | null;
  address: {
    line1: string | null;
    line2: string | null;
    city: string | null;
    postalCode: string | null;
    state: string | null;
    country: string | null;
  } | null;
  taxIds: { id: string; type: string; value: string; verification: string | null }[];
  currency: Currency | null;
}

/** What people ask of their subscription. */
export type IntentKind =
  | "checkout"
  | "upgrade"
  | "downgrade"
  | "unschedule"
  | "cancel"
  | "resume"
  | "pause"
  | "unpause"
  | "discount";

/** `done`, `refused` by Stripe or `abandoned`: too old to be finished, or replaced by another. */
export type IntentState = "pending" | "done" | "refused" | "abandoned";

/** Everything that is needed to finish what was asked for; unused members are absent. */
export interface ChangeIntent {
  plan?: PaidPlan;
  planVersionId?: Id<"plan">;
  interval?: Interval;
  seats?: number;
  currency?: Currency;
  trialDays?: number;
  promotionCodeId?: string;
  couponId?: string;
  prorationAtMs?: number;
  expectedAmountMinor?: number;
  reason?: CancelReason;
  comment?: string;
  months?: number;
  /** The start of the period for which the retention offer was taken. */
  offerOfPeriodAtMs?: number;
  resumesAtMs?: number;
  fromMs?: number;
  locale?: string;
  /** Where the hosted page leads back to. */
  origin?: string;
  customerId?: string;
}

/** `discount` and `pause` were taken; `declined` was followed by a cancellation. */
export type RetentionState = "discount" | "pause" | "declined";

/** A discount in force: in percent or as an amount in the subscription's currency. */
export interface SubscriptionDiscount {
  id: string;
  name: string;
  percentOff: number | null;
  amountOffMinor: number | null;
  endsAtMs: number | null;
  /** The code that brought it; null for a coupon without one. */
  promotionCodeId: string | null;
  /** Ours, given to someone who was about to leave. */
  isRetention: boolean;
}

/** An amount in the currency's minor unit. */
export interface MoneyView {
  amountMinor: number;
  currency: Currency;
}

/** What stands between a workspace and Stripe, as its people see it. */
export type BillingState =
  | "not-connected"
  | "free"
  | "trial"
  | "active"
  | "past-due"
  | "suspended"
  | "paused"
  | "incomplete"
  | "ended";

/** What will happen by itself. */
export type ComingUp =
  | { kind: "renewal" | "trial-end"; atMs: number; money: MoneyView | null }
  | {
      kind: "change";
      atMs: number;
      plan: PaidPlan;
      planName: string;
      interval: Interval;
      seats: number;
      money: MoneyView | null;
    }
  | { kind: "end"; atMs: number }
  | { kind: "pause"; atMs: number; untilMs: number | null }
  | { kind: "resume"; atMs: number };

export interface SubscriptionView {
  id: string;
  plan: PaidPlan;
  planVersionId: string;
  planName: string;
  interval: Interval;
  seats: number;
  seatsIncluded: number;
  seatsMax: number;
  status: SubscriptionStatus;
  currency: Currency;
  /** What a period costs now, before tax and discounts. */
  price: MoneyView;
  periodStartsAtMs: number;
  periodEndsAtMs: number;
  trialEndsAtMs: number | null;
  cancelAtMs: number | null;
  endedAtMs: number | null;
  pausedFromMs: number | null;
  pausedUntilMs: number | null;
  /** A discount in force, in percent or as an amount, and when it ends. */
  discount: SubscriptionDiscount | null;
  latestInvoiceId: string | null;
}

export interface BillingView {
  state: BillingState;
  /** The plan in force, whatever is paid or owed. */
  plan: { slug: "visitor" | "free" | PaidPlan; name: string; version: number };
  subscription: SubscriptionView | null;
  comingUp: ComingUp | null;
  /** The plan's PT of the running period; null where no period runs. */
  period: { endsAtMs: number; usedPercent: number } | null;
  availableMicroPt: number;
  currency: Currency | null;
  /** The workspace has not had a trial yet. */
  trialAvailable: boolean;
  /** Whether this person may change the plan. */
  mayChange: boolean;
}

export type ChangeKind = "none" | "upgrade" | "downgrade";

/** What a change would do, exact at `prorationAtMs` and good for 15 minutes. */
export interface ChangePreview {
  kind: ChangeKind;
  /** When it takes effect: now, or the end of the period. */
  effectiveAtMs: number;
  plan: PaidPlan;
  interval: Interval;
  seats: number;
  /** To be paid now, tax and discounts included. Negative amounts become credit on the next invoice. */
  dueNow: MoneyView;
  lines: { description: string; amountMinor: number }[];
  taxMinor: number;
  /** PT added now, once it is paid. */
  ptAddedMicroPt: number;
  /** The first full period after it; its price before tax and discounts. */
  next: { atMs: number; money: MoneyView | null };
  prorationAtMs: number;
  expiresAtMs: number;
}

export interface RetentionOfferView {
  /** `available` once a period, `accepted` or `used` afterwards, `none` where nothing is offered. */
  state: "available" | "accepted" | "used" | "none";
  /** Off the next invoices for so many months; 0 months is once. */
  discount: { percentOff: number; months: number } | null;
  pauseMonths: number | null;
  /** The period that it belongs to. */
  periodEndsAtMs: number | null;
}

export const AcceptRetentionOffer = z.object({
  kind: z.enum(["discount", "pause"]).default("discount"),
});
export type AcceptRetentionOffer = z.input<typeof AcceptRetentionOffer>;

/** How our invoices are signed. Each change is a new version. */
export interface InvoiceBranding {
  version: number;
  sellerName: string;
  footer: string;
}

export const UpdateInvoiceBranding = z.object({
  sellerName: z.string().trim().max(100, "at most 100 characters"),
  footer: z.string().trim().max(2_000, "at most 2,000 characters"),
});
export type UpdateInvoiceBranding = z.input<typeof UpdateInvoiceBranding>;

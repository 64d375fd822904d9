import {
  toBillingDocument,
  toDetailsDocument,
  toOfferDocument,
  toPreviewDocument,
} from "./documents.ts";
import type { BillingView } from "./schema.ts";

const at = (day: number, month = 10) => Date.UTC(2026, month, day, 8);
const usd = (amountMinor: number) => ({ amountMinor, currency: "usd" as const });

const view: BillingView = {
  state: "active",
  plan: { slug: "pro", name: "Pro", version: 1 },
  subscription: {
    id: "sub_1TbExample",
    plan: "pro",
    planVersionId: "plan_00000000000000000000000013",
    planName: "Pro",
    interval: "month",
    seats: 4,
    seatsIncluded: 3,
    seatsMax: 10,
    status: "active",
    currency: "usd",
    price: usd(6_100),
    periodStartsAtMs: at(21),
    periodEndsAtMs: at(21, 11),
    trialEndsAtMs: null,
    cancelAtMs: null,
    endedAtMs: null,
    pausedFromMs: null,
    pausedUntilMs: null,
    discount: null,
    latestInvoiceId: "in_1TbExample",
  },
  comingUp: { kind: "renewal", atMs: at(21, 11), money: usd(6_100) },
  period: { endsAtMs: at(21, 11), usedPercent: 12 },
  availableMicroPt: 53_680_000_000,
  currency: "usd",
  trialAvailable: false,
  mayChange: true,
};

/** Examples of the API's documents, made by the same mappings as its answers. */
export const billingExample = toBillingDocument(view);

export const previewExample = toPreviewDocument({
  kind: "upgrade",
  effectiveAtMs: at(30),
  plan: "business",
  interval: "month",
  seats: 10,
  dueNow: usd(6_860),
  lines: [
    { description: "Unused time on Pro after 30 Nov 2026", amountMinor: -4_270 },
    { description: "Remaining time on Business after 30 Nov 2026", amountMinor: 11_130 },
  ],
  taxMinor: 0,
  ptAddedMicroPt: 68_600_000_000,
  next: { atMs: at(21, 11), money: usd(15_900) },
  prorationAtMs: at(30),
  expiresAtMs: at(30) + 900_000,
});

export const detailsExample = toDetailsDocument({
  name: "Ada Ltd",
  email: "billing@example.com",
  address: {
    line1: "1 Analytical Way",
    line2: null,
    city: "London",
    postalCode: "N1 9GU",
    state: null,
    country: "GB",
  },
  taxIds: [{ id: "txi_1TbExample", type: "gb_vat", value: "GB123456789", verification: "pending" }],
  currency: "usd",
});

export const offerExample = toOfferDocument({
  state: "available",
  discount: { percentOff: 30, months: 3 },
  pauseMonths: 1,
  periodEndsAtMs: at(21, 11),
});

export const hostedExample = { url: "https://checkout.stripe.com/c/pay/cs_test_example" };

const usd = (amountMinor: number) => ({ amountMinor, currency: "usd" });

export const invoiceExample = {
  id: "in_1TWPYPB7WZ01zgkWqVBtnhmM",
  number: "K7A2QX4D-0003",
  status: "paid" as const,
  billingReason: "subscription_cycle",
  total: usd(4_900),
  tax: usd(0),
  due: usd(4_900),
  paid: usd(4_900),
  returned: usd(0),
  periodStartsAt: "2026-10-21T08:00:00.000Z",
  periodEndsAt: "2026-11-21T08:00:00.000Z",
  createdAt: "2026-11-21T08:00:00.000Z",
  dueAt: null,
  paidAt: "2026-11-21T09:00:04.000Z",
  hostedUrl: "https://invoice.stripe.com/i/acct_1/test_1",
  pdfUrl: "https://pay.stripe.com/invoice/acct_1/test_1/pdf",
  grantedPt: "49000",
  grantedMicroPt: "49000000000",
  takenPt: "0",
  takenMicroPt: "0",
};

export const paymentExample = {
  id: "pi_3TWPYOB7WZ01zgkW0bZbDGi4",
  workspaceId: "ws_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  purpose: "invoice" as const,
  invoiceId: invoiceExample.id,
  topupId: null,
  status: "succeeded",
  amount: usd(4_900),
  received: usd(4_900),
  refunded: usd(0),
  disputed: usd(0),
  methodBrand: "visa",
  methodLast4: "4242",
  failure: null,
  receiptUrl: "https://pay.stripe.com/receipts/1",
  createdAt: "2026-11-21T09:00:02.000Z",
};

const lineExample = {
  description: "1 × Pro (at $49.00 / month)",
  amount: usd(4_900),
  quantity: 1,
  proration: false,
  startsAt: "2026-11-21T08:00:00.000Z",
  endsAt: "2026-12-21T08:00:00.000Z",
};

export const invoiceDetailExample = {
  ...invoiceExample,
  lines: [{ id: "il_1TWPYPB7WZ01zgkWGv1rTWQp", ...lineExample, grantedPt: "49000" }],
  payments: [paymentExample],
};

export const upcomingExample = {
  total: usd(4_900),
  tax: usd(0),
  due: usd(4_900),
  dueAt: "2026-12-21T09:00:00.000Z",
  lines: [
    {
      ...lineExample,
      startsAt: "2026-12-21T08:00:00.000Z",
      endsAt: "2027-01-21T08:00:00.000Z",
    },
  ],
};

export const methodExample = {
  id: "pm_1TWPYMB7WZ01zgkWk2AXVQzu",
  type: "card",
  brand: "visa",
  last4: "4242",
  expMonth: 8,
  expYear: 2029,
  isDefault: true,
  isExpired: false,
  isRemovable: false,
};

export const topupExample = {
  id: "top_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  packId: "pt-10000",
  pt: 10_000,
  amount: usd(1_000),
  state: "pending" as const,
  how: "checkout" as const,
  url: "https://checkout.stripe.com/c/pay/cs_test_1",
  failure: null,
  paymentId: null,
  refunded: usd(0),
  createdAt: "2026-11-21T08:00:00.000Z",
  concludedAt: null,
};

export const autoTopupExample = {
  enabled: true,
  thresholdPt: 1_000,
  packId: "pt-10000",
  monthlyCapMinor: 5_000,
  currency: "usd" as const,
  failures: 0,
  stoppedBecause: null,
  spentThisMonthMinor: 1_000,
  monthEndsAt: "2026-12-01T00:00:00.000Z",
};

export const dunningExample = {
  case: {
    id: "dun_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
    state: "grace" as const,
    invoiceId: invoiceExample.id,
    subscriptionId: "sub_1TWPYQB7WZ01zgkWq1mNsVtD",
    due: usd(4_900),
    openedAt: "2026-11-21T09:00:04.000Z",
    graceEndsAt: "2026-11-28T09:00:04.000Z",
    steps: [
      { step: 1, at: "2026-11-21T09:00:04.000Z", sent: true },
      { step: 2, at: "2026-11-24T09:00:04.000Z", sent: false },
      { step: 3, at: "2026-11-26T09:00:04.000Z", sent: false },
      { step: 4, at: "2026-11-28T09:00:04.000Z", sent: false },
    ],
    hostedUrl: invoiceExample.hostedUrl,
  },
};

export const refundExample = {
  id: "rfd_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  paymentId: paymentExample.id,
  amount: usd(2_450),
  state: "succeeded" as const,
  reason: "requested_by_customer" as const,
  failure: null,
  createdAt: "2026-11-22T10:00:00.000Z",
};

export const chargebackExample = {
  id: "du_1TWPYRB7WZ01zgkWuYHwy2Tf",
  workspaceId: paymentExample.workspaceId,
  paymentId: paymentExample.id,
  chargeId: "ch_3TWPYOB7WZ01zgkW0kTdJ0yE",
  amount: usd(4_900),
  reason: "fraudulent",
  status: "needs_response",
  openedAt: "2026-11-25T10:00:00.000Z",
  dueAt: "2026-12-05T23:59:59.000Z",
  withdrawn: true,
  reinstated: false,
  takenPt: "49000",
  takenMicroPt: "49000000000",
  evidenceBuiltAt: null,
  evidenceSubmittedAt: null,
};

export const evidenceExample = {
  chargebackId: chargebackExample.id,
  builtAt: "2026-11-26T10:00:00.000Z",
  fields: { customer_name: "Ada Lovelace", service_date: "2026-11-21" },
  text: "Evidence for dispute du_1TWPYRB7WZ01zgkWuYHwy2Tf (fraudulent)",
  facts: { requestedBy: null },
};

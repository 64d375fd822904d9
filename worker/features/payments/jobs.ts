import type { CronJob, JobHandlers } from "#platform/jobs";
import { checkCards } from "./check-cards.ts";
import { performTopup } from "./perform-topup.ts";
import { recoverTopups } from "./recover-topups.ts";
import { refundDuplicates } from "./refund-duplicates.ts";
import { recoverRefunds } from "./refund-payment.ts";
import { sweepDunning } from "./sweep-dunning.ts";
import { syncInvoice } from "./sync-invoice.ts";
import { sweepAutoTopups } from "./trigger-auto-topup.ts";

/** What payments does with its own queue messages. */
export const paymentJobs: JobHandlers = {
  "billing.invoice-made": async (ctx, { invoiceId }) => await syncInvoice(ctx, invoiceId),
  "payments.topup-requested": async (ctx, { topupId }) => await performTopup(ctx, topupId),
};

/** Five-minutely: goes on with top-ups, refunds and failed payments whose time has come. */
export const sweepPaymentsJob: CronJob = async (ctx) => ({
  topups: await recoverTopups(ctx),
  refunds: await recoverRefunds(ctx),
  duplicates: await refundDuplicates(ctx),
  dunning: await sweepDunning(ctx),
  automatic: await sweepAutoTopups(ctx),
});

/** Nightly: writes to customers whose card is about to expire. */
export const checkCardsJob: CronJob = async (ctx) => ({ ...(await checkCards(ctx)) });

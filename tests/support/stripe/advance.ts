import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { expireSession } from "./checkout.ts";
import { closeDispute } from "./disputes.ts";
import {
  dunningOf,
  finalizeInvoice,
  subscriptionOf,
  tryPayInvoice,
  voidInvoice,
  writeOffInvoice,
} from "./invoice-life.ts";
import { behaviourOf } from "./cards.ts";
import { settleRefund } from "./refunds.ts";
import { periodEndOf, renew } from "./renew.ts";
import { endSubscription } from "./subscription-end.ts";
import { dropPendingChange } from "./subscription-update.ts";

const DAY_S = 86_400;
const INCOMPLETE_S = 23 * 3_600;
const UPCOMING_S = 7 * DAY_S;

/** Something that happens by itself at a time. */
interface Due {
  at: number;
  run: () => void;
}

/** Does what falls due up to `until`, in the order of its times, with the clock at each of them. */
export function advanceAccount(account: Account, untilMs: number): void {
  const isMoving = untilMs > account.clock.nowMs;
  const until = Math.floor(untilMs / 1_000);
  for (const due of dueBy(account, null, until)) {
    if (isMoving) account.clock.freeze(Math.max(account.clock.nowMs, due.at * 1_000));
    due.run();
  }
  if (isMoving) account.clock.freeze(untilMs);
}

/** The same for the customers of a test clock. */
export function advanceTestClock(
  account: Account,
  clock: Stripe.TestHelpers.TestClock,
  until: number,
): void {
  for (const due of dueBy(account, clock.id, until)) {
    clock.frozen_time = Math.max(clock.frozen_time, due.at);
    due.run();
  }
  clock.frozen_time = until;
}

/** What is due, one after the other: each may bring about others. */
function* dueBy(account: Account, clock: string | null, until: number): Generator<Due> {
  for (;;) {
    let next: Due | undefined;
    for (const due of allDue(account, clock)) {
      if (due.at <= until && (next === undefined || due.at < next.at)) next = due;
    }
    if (next === undefined) return;
    yield next;
  }
}

function* allDue(account: Account, clock: string | null): Generator<Due> {
  const isOurs = (customer: string | { id: string } | null) => {
    const found = customer === null ? undefined : account.find("customer", idOf(customer));
    return (idOf(found?.test_clock) ?? null) === clock;
  };
  for (const subscription of account.table("subscription").values()) {
    if (subscription.ended_at === null && isOurs(subscription.customer)) {
      yield* dueOfSubscription(account, subscription);
    }
  }
  for (const invoice of account.table("invoice").values()) {
    if (isOurs(invoice.customer)) yield* dueOfInvoice(account, invoice);
  }
  for (const session of account.table("checkout.session").values()) {
    if (session.status === "open" && isOurs(session.customer)) {
      yield { at: session.expires_at, run: () => expireSession(account, session) };
    }
  }
  if (clock === null) yield* dueOfMoney(account);
}

function* dueOfSubscription(account: Account, subscription: Stripe.Subscription): Generator<Due> {
  const end = periodEndOf(subscription);
  const { status, trial_end: trialEnd, pause_collection: pause } = subscription;
  if (status === "incomplete") {
    const run = () => expireIncomplete(account, subscription);
    yield { at: subscription.created + INCOMPLETE_S, run };
    return;
  }
  if (status === "trialing" && trialEnd !== null) {
    const key = `told trial ${subscription.id} ${trialEnd}`;
    if (account.hidden.get(key) !== true) {
      const run = () => {
        account.hidden.set(key, true);
        account.emit("customer.subscription.trial_will_end", subscription);
      };
      yield { at: Math.max(trialEnd - 3 * DAY_S, subscription.created), run };
    }
  }
  const pending = subscription.pending_update;
  if (pending !== null) {
    yield { at: pending.expires_at, run: () => dropPending(account, subscription) };
  }
  if (pause?.resumes_at) {
    const run = () => {
      account.update<Stripe.Subscription>(
        subscription,
        { pause_collection: null },
        "customer.subscription.updated",
      );
    };
    yield { at: pause.resumes_at, run };
  }
  const cancelAt = subscription.cancel_at;
  if (cancelAt !== null && cancelAt < end) {
    const run = () => {
      endSubscription(account, subscription, { reason: "cancellation_requested" });
    };
    yield { at: cancelAt, run };
  }
  if (status !== "paused") {
    yield* dueOfRenewal(account, subscription, end);
  }
}

function* dueOfRenewal(
  account: Account,
  subscription: Stripe.Subscription,
  end: number,
): Generator<Due> {
  const key = `told renewal ${subscription.id} ${end}`;
  const [first] = subscription.items.data;
  const at = end - UPCOMING_S;
  const isTold = account.hidden.get(key) === true || subscription.cancel_at_period_end;
  if (!isTold && first !== undefined && at > first.current_period_start) {
    const run = () => {
      account.hidden.set(key, true);
      account.onUpcoming(subscription);
    };
    yield { at, run };
  }
  yield { at: end, run: () => renew(account, subscription) };
}

function expireIncomplete(account: Account, subscription: Stripe.Subscription): void {
  const invoice = account.find("invoice", idOf(subscription.latest_invoice) ?? "");
  if (invoice?.status === "open") voidInvoice(account, invoice);
  account.update<Stripe.Subscription>(
    subscription,
    { status: "incomplete_expired", ended_at: account.now(idOf(subscription.customer)) },
    "customer.subscription.updated",
  );
}

function dropPending(account: Account, subscription: Stripe.Subscription): void {
  dropPendingChange(account, subscription);
  account.update<Stripe.Subscription>(subscription, { pending_update: null });
  account.emit("customer.subscription.pending_update_expired", subscription);
}

function* dueOfInvoice(account: Account, invoice: Stripe.Invoice): Generator<Due> {
  const { automatically_finalizes_at: finalizesAt, next_payment_attempt: attemptAt } = invoice;
  if (invoice.status === "draft" && finalizesAt !== null) {
    yield { at: finalizesAt, run: () => askFor(account, invoice) };
  }
  if (invoice.status === "open" && attemptAt !== null) {
    yield { at: attemptAt, run: () => tryAgain(account, invoice) };
  }
}

/** A draft becomes an invoice and is charged, or is set aside while payments are paused. */
function askFor(account: Account, invoice: Stripe.Invoice): void {
  finalizeInvoice(account, invoice);
  if (invoice.status !== "open") return;
  const pause = subscriptionOf(account, invoice)?.pause_collection?.behavior;
  if (pause === "void") voidInvoice(account, invoice);
  else if (pause === "mark_uncollectible") writeOffInvoice(account, invoice);
  else tryAgain(account, invoice);
}

function tryAgain(account: Account, invoice: Stripe.Invoice): void {
  const outcome = tryPayInvoice(account, invoice, { isOffSession: true });
  if (outcome.is === "paid" || invoice.next_payment_attempt !== null) return;
  const subscription = subscriptionOf(account, invoice);
  if (subscription === undefined || subscription.ended_at !== null) return;
  const { after } = dunningOf(account);
  account.update<Stripe.Invoice>(invoice, { auto_advance: false }, "invoice.updated");
  if (after === "cancel") {
    endSubscription(account, subscription, { reason: "payment_failed" });
    return;
  }
  account.update<Stripe.Subscription>(
    subscription,
    { status: after },
    "customer.subscription.updated",
  );
}

/** Refunds arrive or come back; disputes that nobody answered are lost. */
function* dueOfMoney(account: Account): Generator<Due> {
  for (const refund of account.table("refund").values()) {
    const method = idOf(refund.payment_method) ?? "";
    if (refund.status === "pending") {
      const run = () => {
        settleRefund(account, refund, "succeeded");
      };
      yield { at: refund.created + 3 * DAY_S, run };
    }
    if (refund.status === "succeeded" && behaviourOf(account, method) === "refund_fails") {
      const run = () => {
        settleRefund(account, refund, "failed");
      };
      yield { at: refund.created + DAY_S, run };
    }
  }
  for (const dispute of account.table("dispute").values()) {
    const { due_by: dueBy } = dispute.evidence_details;
    if (dueBy === null || !dispute.status.endsWith("needs_response")) continue;
    const outcome = dispute.status === "needs_response" ? "lost" : "warning_closed";
    const run = () => {
      account.update<Stripe.Dispute>(dispute, {
        evidence_details: { ...dispute.evidence_details, past_due: true },
      });
      closeDispute(account, dispute, outcome);
    };
    yield { at: dueBy, run };
  }
}

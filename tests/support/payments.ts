import type { Id } from "#core/ids";
import { currentPlan, stripePriceOf } from "#features/plans";
import type { Interval } from "#features/plans/schema";
import { ensureCustomer } from "#features/billing";
import type { PaidPlan } from "#features/billing/schema";
import { ledgerOf } from "#objects/ledger";
import { pickSync } from "../../worker/features/stripe-events/pick-sync.ts";
import { syncTarget } from "../../worker/features/stripe-events/sync-target.ts";
import { openBillingWorld } from "./billing.ts";

export const PT = 1_000_000;

interface Delivery {
  /** Each event comes so often. */
  times?: number;
  /** Seeds the order; absent is Stripe's own. */
  seed?: number;
  /** All at once instead of one after the other. */
  together?: boolean;
}

/** A small generator of numbers below one, the same for a seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = randomFrom(seed);
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** A workspace with Stripe, a customer with a card that works, and its ledger. */
export async function openPaymentWorld(name = "payments") {
  const world = await openBillingWorld(name);
  const { ctx, job, stripe, control } = world;
  const { customerId } = await ensureCustomer(ctx);
  const ledger = ledgerOf(ctx.env, world.workspace.accountId);
  // What the workspace was given when it was made is not what these stories are about.
  const { balanceMicroPt: startMicroPt } = await ledger.balance();
  const events = async () =>
    (await control.events()).map(({ type, data, created }) => ({ type, data, created }));

  /** Does what Stripe's events ask for; again for those that failed, as the queue would. */
  const deliver = async ({ times = 1, seed, together = false }: Delivery = {}) => {
    const all = (await events()).flatMap((event) => Array.from({ length: times }, () => event));
    let left = seed === undefined ? all : shuffled(all, seed);
    for (let rounds = 0; left.length > 0; rounds += 1) {
      if (rounds === 12) throw new Error(`${left.length} events cannot be worked on`);
      const failed: typeof left = [];
      const work = async (event: (typeof left)[number]) => {
        const target = pickSync(event.type, event.data);
        if (target === undefined) return;
        const hint = {
          eventType: event.type,
          eventCreatedAtMs: event.created * 1_000,
          snapshot: event.data.object,
        };
        try {
          await syncTarget(job, target, target.own ? hint : undefined);
        } catch (cause) {
          if (rounds > 8) throw cause;
          failed.push(event);
        }
      };
      if (together) await Promise.all(left.map(work));
      else for (const event of left) await work(event);
      left = failed;
    }
  };

  return {
    ...world,
    customerId,
    ledger,
    deliver,
    /** PT in whole numbers, what was there before left out; debt counts against it. */
    pt: async () => ((await ledger.balance()).balanceMicroPt - startMicroPt) / PT,
    /** Folds every entry from empty: sums to zero, chain whole. */
    audit: async () => await ledger.audit(),
    setCard: async (...card: [Parameters<typeof control.setCard>[1], number?]) =>
      await control.setCard(customerId, ...card),
    /** A subscription as Stripe makes it, without our own pages. */
    subscribe: async (
      plan: PaidPlan,
      { interval = "month", seats = 0 }: { interval?: Interval; seats?: number } = {},
    ) => {
      const { id: planVersionId } = await currentPlan(ctx, plan);
      const price = await stripePriceOf(ctx, { planVersionId, interval, item: "plan" });
      const items: { price: string; quantity?: number }[] = [{ price }];
      if (seats > 0) {
        const seat = await stripePriceOf(ctx, { planVersionId, interval, item: "seat" });
        items.push({ price: seat, quantity: seats });
      }
      return await stripe.subscriptions.create({ customer: customerId, items });
    },
    /** Exchanges the plan now, prorated and billed at once, as an upgrade does. */
    change: async (subscriptionId: string, plan: PaidPlan) => {
      const { id: planVersionId } = await currentPlan(ctx, plan);
      const price = await stripePriceOf(ctx, { planVersionId, interval: "month", item: "plan" });
      const { items } = await stripe.subscriptions.retrieve(subscriptionId);
      return await stripe.subscriptions.update(subscriptionId, {
        items: [{ id: items.data[0]?.id ?? "", price }],
        proration_behavior: "always_invoice",
      });
    },
    plan: async (plan: PaidPlan) => await currentPlan(ctx, plan),
    priceOf: async (planVersionId: Id<"plan">) =>
      await stripePriceOf(ctx, { planVersionId, interval: "month", item: "plan" }),
    /** The payment intents of the customer, newest first. */
    intents: async () => (await stripe.paymentIntents.list({ customer: customerId })).data,
    invoices: async () => (await stripe.invoices.list({ customer: customerId })).data,
  };
}

export type PaymentWorld = Awaited<ReturnType<typeof openPaymentWorld>>;

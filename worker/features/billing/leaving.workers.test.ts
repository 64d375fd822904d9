import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import { ledgerOf } from "#objects/ledger";
import {
  type BillingWorld,
  openBillingWorld,
  refusalsOf,
  rowsOf,
  workOff,
} from "../../../tests/support/billing.ts";
import {
  acceptRetentionOffer,
  applyPromotionCode,
  cancelSubscription,
  findCustomer,
  findSubscription,
  getBilling,
  getRetentionOffer,
  pauseSubscription,
  restorePlan,
  resumeSubscription,
  startCheckout,
  suspendPlan,
  syncCustomer,
  syncSubscription,
  unpauseSubscription,
} from "./index.ts";
import { sweepBilling } from "./sweep-billing.ts";

const twenty = Array.from({ length: 20 }, (_, at) => at);

async function openPaid(
  plan: "pro" | "business" = "business",
  interval: "month" | "year" = "month",
) {
  const world = await openBillingWorld("leave");
  const outcome = await world.buy({ plan, interval });
  const subscriptionId = outcome.subscriptionId ?? "";
  const { trialEndsAtMs } = (await getBilling(world.ctx)).subscription ?? {};
  if (trialEndsAtMs !== null && trialEndsAtMs !== undefined) {
    await world.advance(trialEndsAtMs - world.time.nowMs + DAY_MS);
    await syncSubscription(world.job, subscriptionId);
  }
  return { ...world, subscriptionId };
}

type Paid = Awaited<ReturnType<typeof openPaid>>;

/** Both clocks go to a little after the end of the running period, and what is new is brought in. */
async function passPeriod(world: Paid): Promise<void> {
  const { periodEndsAtMs = 0 } = (await getBilling(world.ctx)).subscription ?? {};
  await world.advance(periodEndsAtMs - world.time.nowMs + 2 * HOUR_MS);
  await syncSubscription(world.job, world.subscriptionId);
}

async function changesTold({ email }: BillingWorld): Promise<string[]> {
  const mails = await rowsOf<{ data: string }>(
    "SELECT data FROM mails WHERE to_address = ? AND template = 'plan-changed' ORDER BY rowid",
    email,
  );
  return mails.map(({ data }) => (JSON.parse(data) as { change: string }).change);
}

/** PT of free periods that were granted to the workspace's account. */
async function freePeriods({ ctx, workspace }: BillingWorld): Promise<number> {
  const grants = await ledgerOf(ctx.env, workspace.accountId).grants();
  return grants.filter(({ source }) => JSON.stringify(source).includes("after:")).length;
}

test("a cancelled plan stays to the end of what is paid, then the free one begins once", async () => {
  const world = await openPaid();
  const end = (await getBilling(world.ctx)).subscription?.periodEndsAtMs ?? 0;
  const billing = await cancelSubscription(world.ctx, { reason: "unused", comment: "Thanks" });
  expect(billing).toMatchObject({
    plan: { slug: "business" },
    comingUp: { kind: "end", atMs: end },
  });
  const atStripe = await world.stripe.subscriptions.retrieve(world.subscriptionId);
  expect(atStripe.cancellation_details).toMatchObject({ feedback: "unused", comment: "Thanks" });
  await passPeriod(world);
  await Promise.all(twenty.map(() => syncSubscription(world.job, world.subscriptionId)));
  expect(await world.planInForce()).toBe("free");
  await workOff(world.job);
  await workOff(world.job);
  expect(await freePeriods(world)).toBe(1);
  expect(await changesTold(world)).toEqual(["started", "cancel-scheduled", "canceled"]);
  expect((await getBilling(world.ctx)).state).toBe("ended");
  await expect(startCheckout(world.ctx, { plan: "pro" })).resolves.toBeDefined();
});

test("twenty cancellations at once are one, and it can be taken back", async () => {
  const world = await openPaid();
  const results = await Promise.allSettled(twenty.map(() => cancelSubscription(world.ctx)));
  expect(["conflict", "unavailable"]).toEqual(expect.arrayContaining(refusalsOf(results)));
  await Promise.all(twenty.slice(0, 5).map(() => resumeSubscription(world.ctx)));
  expect((await getBilling(world.ctx)).comingUp?.kind).toBe("renewal");
  await passPeriod(world);
  expect(await world.planInForce()).toBe("business");
  expect(await changesTold(world)).toEqual(["started", "cancel-scheduled", "resumed"]);
});

test("a cancellation whose reply is lost is finished", async () => {
  const world = await openPaid();
  const path = `/v1/subscriptions/${world.subscriptionId}`;
  await world.control.fault({ method: "POST", path, times: 3, kind: "lost-reply" });
  await expect(cancelSubscription(world.ctx)).rejects.toMatchObject({ slug: "unavailable" });
  await world.advance(2 * MINUTE_MS);
  await sweepBilling(world.job);
  expect((await getBilling(world.ctx)).comingUp?.kind).toBe("end");
});

test("a subscription that gives nothing ends at once", async () => {
  const world = await openPaid("pro");
  await pauseSubscription(world.ctx, { months: 1 });
  await passPeriod(world);
  expect(await world.planInForce()).toBe("free");
  expect(await cancelSubscription(world.ctx)).toMatchObject({ state: "ended" });
});

test("who is about to leave gets one offer a period, and taking it keeps the plan", async () => {
  const world = await openPaid();
  expect(await getRetentionOffer(world.ctx)).toMatchObject({
    state: "available",
    discount: { percentOff: 30, months: 3 },
    pauseMonths: 1,
  });
  await cancelSubscription(world.ctx);
  expect((await getRetentionOffer(world.ctx)).state).toBe("used");
  await expect(acceptRetentionOffer(world.ctx)).rejects.toMatchObject({ slug: "conflict" });
  await resumeSubscription(world.ctx);
  await passPeriod(world);
  expect((await getRetentionOffer(world.ctx)).state).toBe("available");
  const taken = await Promise.allSettled(twenty.map(() => acceptRetentionOffer(world.ctx)));
  expect(taken.some(({ status }) => status === "fulfilled")).toBe(true);
  const { discounts } = await world.stripe.subscriptions.retrieve(world.subscriptionId);
  expect(discounts).toHaveLength(1);
  expect(await getBilling(world.ctx)).toMatchObject({
    subscription: { discount: { percentOff: 30, isRetention: true } },
    comingUp: { kind: "renewal" },
  });
  expect((await getRetentionOffer(world.ctx)).state).toBe("accepted");
  await passPeriod(world);
  const [invoice] = (await world.stripe.invoices.list({ limit: 1 })).data;
  expect(invoice?.total).toBe(11_130);
  expect(await getRetentionOffer(world.ctx)).toMatchObject({
    state: "available",
    discount: null,
    pauseMonths: 1,
  });
});

test("the offer takes a planned cancellation back", async () => {
  const world = await openPaid();
  const { subscription } = await getBilling(world.ctx);
  await world.stripe.subscriptions.update(world.subscriptionId, { cancel_at_period_end: true });
  await syncSubscription(world.job, world.subscriptionId);
  expect((await getBilling(world.ctx)).comingUp).toMatchObject({
    kind: "end",
    atMs: subscription?.periodEndsAtMs,
  });
  await acceptRetentionOffer(world.ctx);
  expect((await getBilling(world.ctx)).comingUp?.kind).toBe("renewal");
});

test("a pause begins with the next period, costs nothing, and ends by itself", async () => {
  const world = await openPaid("pro");
  const paidUntil = (await getBilling(world.ctx)).subscription?.periodEndsAtMs ?? 0;
  const billing = await pauseSubscription(world.ctx, { months: 2 });
  expect(billing).toMatchObject({
    state: "active",
    plan: { slug: "pro" },
    comingUp: { kind: "pause", atMs: paidUntil },
  });
  await passPeriod(world);
  expect(await getBilling(world.ctx)).toMatchObject({
    state: "paused",
    comingUp: { kind: "resume" },
  });
  expect(await world.planInForce()).toBe("free");
  await workOff(world.job);
  expect(await freePeriods(world)).toBe(1);
  await passPeriod(world);
  expect(await world.planInForce()).toBe("free");
  await passPeriod(world);
  expect(await world.planInForce()).toBe("pro");
  await workOff(world.job);
  expect(await freePeriods(world)).toBe(1);
  const paid = (await world.stripe.invoices.list({ limit: 10 })).data.map(({ status }) => status);
  expect(paid.slice(0, 4)).toEqual(["paid", "void", "void", "paid"]);
  expect(await changesTold(world)).toEqual(["trial-started", "started", "paused", "resumed"]);
});

test("a pause can be taken back before it begins, and ended within it by paying", async () => {
  const world = await openPaid("pro");
  await pauseSubscription(world.ctx, { months: 3 });
  expect(await unpauseSubscription(world.ctx)).toMatchObject({
    state: "active",
    comingUp: { kind: "renewal" },
  });
  await pauseSubscription(world.ctx, { months: 3 });
  await passPeriod(world);
  await world.advance(5 * DAY_MS);
  const before = (await world.stripe.invoices.list({ limit: 100 })).data.length;
  const results = await Promise.allSettled(twenty.map(() => unpauseSubscription(world.ctx)));
  expect(results.some(({ status }) => status === "fulfilled")).toBe(true);
  expect(await world.planInForce()).toBe("pro");
  const { data } = await world.stripe.invoices.list({ limit: 100 });
  expect(data).toHaveLength(before + 1);
  expect(data[0]).toMatchObject({ status: "paid", total: 4_900 });
  expect(await getBilling(world.ctx)).toMatchObject({
    state: "active",
    subscription: { periodStartsAtMs: world.time.nowMs },
  });
});

test("only a month's plan that runs on is paused, for at most three months", async () => {
  const yearly = await openPaid("business", "year");
  await expect(pauseSubscription(yearly.ctx, { months: 1 })).rejects.toMatchObject({
    slug: "conflict",
    extensions: { reason: "yearly" },
  });
  const monthly = await openPaid();
  await expect(pauseSubscription(monthly.ctx, { months: 4 })).rejects.toMatchObject({
    slug: "invalid-input",
  });
  await cancelSubscription(monthly.ctx);
  await expect(pauseSubscription(monthly.ctx, { months: 1 })).rejects.toMatchObject({
    extensions: { reason: "ending" },
  });
});

test("a frozen plan stays frozen whatever is brought in, until it is restored", async () => {
  const world = await openPaid();
  await suspendPlan(world.job, world.subscriptionId);
  await suspendPlan(world.job, world.subscriptionId);
  expect(await world.planInForce()).toBe("free");
  await world.stripe.subscriptions.update(world.subscriptionId, { metadata: { touched: "1" } });
  await passPeriod(world);
  expect(await world.planInForce()).toBe("free");
  expect((await getBilling(world.ctx)).state).toBe("suspended");
  await restorePlan(world.job, world.subscriptionId);
  expect(await world.planInForce()).toBe("business");
  expect(await freePeriods(world)).toBe(0);
  await expect(suspendPlan(world.ctx, world.subscriptionId)).rejects.toMatchObject({
    slug: "forbidden",
  });
  await expect(suspendPlan(world.job, "sub_nosuch")).rejects.toMatchObject({ slug: "not-found" });
});

test("a payment that fails keeps the plan; one that Stripe gives up on ends it", async () => {
  const world = await openPaid();
  const customer = (await findCustomer(world.ctx, world.workspace.id))?.customerId ?? "";
  await world.control.setCard(customer, "declined");
  await world.control.setDunning({ retryDays: [1], after: "cancel" });
  await passPeriod(world);
  expect((await getBilling(world.ctx)).state).toBe("past-due");
  expect(await world.planInForce()).toBe("business");
  await world.advance(3 * DAY_MS);
  await syncSubscription(world.job, world.subscriptionId);
  expect(await world.planInForce()).toBe("free");
  expect((await getBilling(world.ctx)).state).toBe("ended");
});

test("a deleted customer ends the plan, and the workspace may buy again", async () => {
  const world = await openPaid();
  const customer = (await findCustomer(world.ctx, world.workspace.id))?.customerId ?? "";
  await world.stripe.customers.del(customer);
  await Promise.all(twenty.slice(0, 5).map(() => syncCustomer(world.job, customer)));
  expect(await world.planInForce()).toBe("free");
  expect(await findCustomer(world.ctx, world.workspace.id)).toBeUndefined();
  await workOff(world.job);
  expect(await freePeriods(world)).toBe(1);
  await world.buy({ plan: "pro" });
  expect(await world.planInForce()).toBe("pro");
});

test("an old event never moves a subscription back, in whatever order events come", async () => {
  const world = await openPaid();
  const snapshot = await world.stripe.subscriptions.retrieve(world.subscriptionId);
  await world.stripe.subscriptions.cancel(world.subscriptionId);
  const hint = (eventType: string, eventCreatedAtMs: number) => ({
    eventType,
    eventCreatedAtMs,
    snapshot,
  });
  const { nowMs } = world.time;
  await syncSubscription(
    world.job,
    world.subscriptionId,
    hint("customer.subscription.deleted", nowMs),
  );
  await Promise.all(
    twenty.map((at) =>
      syncSubscription(
        world.job,
        world.subscriptionId,
        hint("customer.subscription.updated", nowMs - at * 1_000),
      ),
    ),
  );
  expect(await world.planInForce()).toBe("free");
  expect(await findSubscription(world.ctx, world.subscriptionId)).toMatchObject({
    status: "canceled",
  });
  expect((await changesTold(world)).filter((change) => change === "canceled")).toHaveLength(1);
});

test("a subscription that is seen for the first time when it is over tells nobody", async () => {
  const world = await openPaid();
  await rowsOf("DELETE FROM subscriptions WHERE id = ?", world.subscriptionId);
  await rowsOf("DELETE FROM mails");
  await world.stripe.subscriptions.cancel(world.subscriptionId);
  await syncSubscription(world.job, world.subscriptionId);
  expect(await changesTold(world)).toEqual([]);
});

test("an object that Stripe no longer has ends by its last event, or by its absence", async () => {
  const world = await openPaid();
  const snapshot = {
    ...(await world.stripe.subscriptions.retrieve(world.subscriptionId)),
    status: "canceled",
    ended_at: Math.floor(world.time.nowMs / 1_000) - 60,
  };
  const stripe = world.ctx.settings.stripe;
  const elsewhere = {
    ...world.job,
    settings: {
      ...world.job.settings,
      stripe: stripe && { ...stripe, secretKey: `${stripe.secretKey}other` },
    },
  };
  await syncSubscription(elsewhere, world.subscriptionId, {
    eventType: "customer.subscription.deleted",
    eventCreatedAtMs: world.time.nowMs,
    snapshot,
  });
  expect(await findSubscription(world.ctx, world.subscriptionId)).toMatchObject({
    status: "canceled",
  });
  expect(await world.planInForce()).toBe("free");
});

test("a trial's end is told three days ahead, once", async () => {
  const world = await openBillingWorld("remind");
  await world.buy({ plan: "pro" });
  await world.advance(10 * DAY_MS);
  await sweepBilling(world.job);
  expect(await changesTold(world)).toEqual(["trial-started"]);
  await world.advance(2 * DAY_MS);
  await Promise.all([sweepBilling(world.job), sweepBilling(world.job)]);
  await sweepBilling(world.job);
  expect(await changesTold(world)).toEqual(["trial-started", "trial-ending"]);
});

test("a period that ended unheard is looked up", async () => {
  const world = await openPaid();
  await cancelSubscription(world.ctx);
  await world.advance(40 * DAY_MS);
  expect(await world.planInForce()).toBe("business");
  await sweepBilling(world.job);
  expect(await world.planInForce()).toBe("free");
});

test("a promotion code is used once, and discounts do not add up", async () => {
  const world = await openPaid();
  const { stripe } = world;
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: "forever", name: "Ten" });
  await stripe.promotionCodes.create({
    promotion: { type: "coupon", coupon: coupon.id },
    code: "TEN",
  });
  await Promise.allSettled(twenty.map(() => applyPromotionCode(world.ctx, { code: "TEN" })));
  expect((await getBilling(world.ctx)).subscription?.discount).toMatchObject({
    name: "Ten",
    percentOff: 10,
    isRetention: false,
  });
  expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1);
  await stripe.promotionCodes.create({
    promotion: { type: "coupon", coupon: coupon.id },
    code: "TENAGAIN",
  });
  await expect(applyPromotionCode(world.ctx, { code: "TENAGAIN" })).rejects.toMatchObject({
    slug: "conflict",
  });
  await expect(applyPromotionCode(world.ctx, { code: "NOSUCH" })).rejects.toMatchObject({
    slug: "invalid-input",
    errors: [{ pointer: "/code" }],
  });
});

test("members leave, pause and take offers for nobody, nor do other workspaces", async () => {
  const world = await openPaid();
  const member = world.as("member");
  const other = await openBillingWorld("other");
  const stranger = { ...other.ctx, settings: world.ctx.settings };
  for (const attempt of [
    () => cancelSubscription(member),
    () => resumeSubscription(member),
    () => pauseSubscription(member, { months: 1 }),
    () => unpauseSubscription(member),
    () => getRetentionOffer(member),
    () => acceptRetentionOffer(member),
    () => applyPromotionCode(member, { code: "X" }),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ slug: "forbidden" });
  }
  for (const attempt of [
    () => cancelSubscription(stranger),
    () => resumeSubscription(stranger),
    () => pauseSubscription(stranger, { months: 1 }),
    () => acceptRetentionOffer(stranger),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ slug: "not-found" });
  }
  expect((await getBilling(member)).mayChange).toBe(false);
  expect((await getBilling(world.ctx)).comingUp?.kind).toBe("renewal");
});

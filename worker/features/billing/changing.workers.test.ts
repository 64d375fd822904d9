import { expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "#core/time";
import {
  type BillingWorld,
  idOf,
  openBillingWorld,
  refusalsOf,
  rowsOf,
  workOff,
} from "../../../tests/support/billing.ts";
import {
  cancelScheduledChange,
  changePlan,
  getBilling,
  previewChange,
  syncSubscription,
} from "./index.ts";
import type { ChangeTarget } from "./schema.ts";
import { sweepBilling } from "./sweep-billing.ts";

const twenty = Array.from({ length: 20 }, (_, at) => at);

/** A workspace that has paid for a plan: its trial, where there is one, is over since a day. */
async function openPaid(plan: "entry" | "pro" | "business" = "pro") {
  const world = await openBillingWorld("change");
  const outcome = await world.buy({ plan });
  const subscriptionId = outcome.subscriptionId ?? "";
  const { trialEndsAtMs } = (await getBilling(world.ctx)).subscription ?? {};
  if (trialEndsAtMs !== null && trialEndsAtMs !== undefined) {
    await world.advance(trialEndsAtMs - world.time.nowMs + DAY_MS);
    await syncSubscription(world.job, subscriptionId);
  }
  expect((await getBilling(world.ctx)).state).toBe("active");
  return { ...world, subscriptionId };
}

async function agree(world: BillingWorld, target: ChangeTarget) {
  const preview = await previewChange(world.ctx, target);
  const agreed = {
    ...target,
    expectedAmountMinor: preview.dueNow.amountMinor,
    prorationAtMs: preview.prorationAtMs,
  };
  return { preview, agreed };
}

const invoicesOf = async ({ stripe }: BillingWorld) =>
  (await stripe.invoices.list({ limit: 100 })).data;

test("a preview says to the cent and to the micro-PT what an upgrade costs and brings", async () => {
  const world = await openPaid("entry");
  const { periodStartsAtMs = 0, periodEndsAtMs = 0 } =
    (await getBilling(world.ctx)).subscription ?? {};
  await world.advance((periodStartsAtMs + periodEndsAtMs) / 2 - world.time.nowMs);
  const preview = await previewChange(world.ctx, { plan: "pro" });
  expect(preview).toMatchObject({
    kind: "upgrade",
    plan: "pro",
    interval: "month",
    seats: 3,
    dueNow: { amountMinor: 1_500, currency: "usd" },
    ptAddedMicroPt: 15_000_000_000,
    next: { money: { amountMinor: 4_900, currency: "usd" } },
    effectiveAtMs: world.time.nowMs,
    prorationAtMs: world.time.nowMs,
    expiresAtMs: world.time.nowMs + 15 * MINUTE_MS,
  });
  expect(preview.lines.map(({ amountMinor }) => amountMinor)).toEqual([-950, 2_450]);
  expect(await getBilling(world.ctx)).toMatchObject({ subscription: { plan: "entry" } });
});

test("an upgrade charges what was previewed and is in force when it returns", async () => {
  const world = await openPaid("entry");
  await world.advance(10 * DAY_MS);
  const { preview, agreed } = await agree(world, { plan: "pro", seats: 5 });
  await world.advance(5 * MINUTE_MS);
  const billing = await changePlan(world.ctx, agreed);
  expect(billing).toMatchObject({
    state: "active",
    plan: { slug: "pro" },
    subscription: { seats: 5 },
  });
  expect(await world.planInForce()).toBe("pro");
  const [invoice] = await invoicesOf(world);
  expect(invoice).toMatchObject({ status: "paid", total: preview.dueNow.amountMinor });
  const mails = await rowsOf<{ data: string }>(
    "SELECT data FROM mails WHERE to_address = ? AND data LIKE '%upgraded%'",
    world.email,
  );
  expect(mails).toHaveLength(1);
});

test("a double click, or twenty, upgrades and charges once", async () => {
  const world = await openPaid("entry");
  await world.advance(3 * DAY_MS);
  const before = (await invoicesOf(world)).length;
  const { agreed } = await agree(world, { plan: "pro" });
  const results = await Promise.allSettled(twenty.map(() => changePlan(world.ctx, agreed)));
  expect(results.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
  expect(["conflict", "unavailable"]).toEqual(expect.arrayContaining(refusalsOf(results)));
  expect((await invoicesOf(world)).length).toBe(before + 1);
  expect(await world.planInForce()).toBe("pro");
  expect((await changePlan(world.ctx, agreed)).plan.slug).toBe("pro");
  expect((await invoicesOf(world)).length).toBe(before + 1);
});

test("an amount that was not previewed is refused and charges nothing", async () => {
  const world = await openPaid("entry");
  await world.advance(3 * DAY_MS);
  const before = (await invoicesOf(world)).length;
  const { agreed, preview } = await agree(world, { plan: "pro" });
  await expect(
    changePlan(world.ctx, { ...agreed, expectedAmountMinor: agreed.expectedAmountMinor - 1 }),
  ).rejects.toMatchObject({
    slug: "quote-stale",
    extensions: { reason: "amount", amountMinor: preview.dueNow.amountMinor, currency: "usd" },
  });
  await world.advance(15 * MINUTE_MS + 1_000);
  await expect(changePlan(world.ctx, agreed)).rejects.toMatchObject({
    slug: "quote-stale",
    extensions: { reason: "too-old" },
  });
  expect((await invoicesOf(world)).length).toBe(before);
  expect(await world.planInForce()).toBe("entry");
});

test("a card that is declined changes nothing and names the page to pay on", async () => {
  const world = await openPaid("entry");
  await world.advance(3 * DAY_MS);
  const { agreed } = await agree(world, { plan: "pro" });
  const { customer } = await world.stripe.subscriptions.retrieve(world.subscriptionId);
  await world.control.setCard(idOf(customer), "declined");
  await expect(changePlan(world.ctx, agreed)).rejects.toMatchObject({
    slug: "payment-failed",
    extensions: { url: expect.stringContaining("http"), invoiceId: expect.stringMatching(/^in_/) },
  });
  expect(await world.planInForce()).toBe("entry");
  expect((await getBilling(world.ctx)).subscription?.plan).toBe("entry");
});

test("a bank that asks for its holder upgrades when the holder has answered", async () => {
  const world = await openPaid("entry");
  await world.advance(3 * DAY_MS);
  const { agreed } = await agree(world, { plan: "pro" });
  const { customer } = await world.stripe.subscriptions.retrieve(world.subscriptionId);
  await world.control.setCard(idOf(customer), "authentication_required");
  const refused = await changePlan(world.ctx, agreed).catch((cause: unknown) => cause);
  expect(refused).toMatchObject({ slug: "payment-failed" });
  const { invoiceId } = (refused as { extensions: { invoiceId: string } }).extensions;
  const invoice = await world.stripe.invoices.retrieve(invoiceId, { expand: ["payments"] });
  const intent = invoice.payments?.data[0]?.payment.payment_intent;
  await world.control.authenticate(typeof intent === "string" ? intent : (intent?.id ?? ""));
  await syncSubscription(world.job, world.subscriptionId);
  expect(await world.planInForce()).toBe("pro");
});

test("a lost reply upgrades once: whoever tries again finds it done", async () => {
  const world = await openPaid("entry");
  await world.advance(3 * DAY_MS);
  const before = (await invoicesOf(world)).length;
  const { agreed } = await agree(world, { plan: "pro" });
  const path = `/v1/subscriptions/${world.subscriptionId}`;
  await world.control.fault({ method: "POST", path, times: 3, kind: "lost-reply" });
  await expect(changePlan(world.ctx, agreed)).rejects.toMatchObject({ slug: "unavailable" });
  expect((await changePlan(world.ctx, agreed)).plan.slug).toBe("pro");
  expect((await invoicesOf(world)).length).toBe(before + 1);
});

test("what a crash left is finished by the sweep, once", async () => {
  const world = await openPaid("entry");
  await world.advance(3 * DAY_MS);
  const before = (await invoicesOf(world)).length;
  const { agreed } = await agree(world, { plan: "pro" });
  const path = `/v1/subscriptions/${world.subscriptionId}`;
  await world.control.fault({ method: "POST", path, times: 3, kind: "reset" });
  await expect(changePlan(world.ctx, agreed)).rejects.toMatchObject({ slug: "unavailable" });
  await world.advance(2 * MINUTE_MS);
  await Promise.all([sweepBilling(world.job), sweepBilling(world.job)]);
  expect(await world.planInForce()).toBe("pro");
  expect((await invoicesOf(world)).length).toBe(before + 1);
  const open = await rowsOf(
    "SELECT id FROM billing_intents WHERE state = 'pending' AND lane = 'subscription'",
  );
  expect(open).toEqual([]);
});

test("an upgrade that nobody could finish within a quarter of an hour is given up", async () => {
  const world = await openPaid("entry");
  await world.advance(3 * DAY_MS);
  const before = (await invoicesOf(world)).length;
  const { agreed } = await agree(world, { plan: "pro" });
  const path = `/v1/subscriptions/${world.subscriptionId}`;
  await world.control.fault({ method: "POST", path, times: 3, kind: "reset" });
  await expect(changePlan(world.ctx, agreed)).rejects.toMatchObject({ slug: "unavailable" });
  await world.advance(20 * MINUTE_MS);
  await sweepBilling(world.job);
  expect(await world.planInForce()).toBe("entry");
  expect((await invoicesOf(world)).length).toBe(before);
});

test("a downgrade waits for the end of the period and takes nothing back", async () => {
  const world = await openPaid("pro");
  await world.advance(5 * DAY_MS);
  const { preview, agreed } = await agree(world, { plan: "entry" });
  const end = (await getBilling(world.ctx)).subscription?.periodEndsAtMs ?? 0;
  expect(preview).toMatchObject({
    kind: "downgrade",
    dueNow: { amountMinor: 0 },
    ptAddedMicroPt: 0,
    effectiveAtMs: end,
    next: { atMs: end, money: { amountMinor: 1_900 } },
  });
  const billing = await changePlan(world.ctx, agreed);
  expect(billing).toMatchObject({
    plan: { slug: "pro" },
    subscription: { plan: "pro" },
    comingUp: { kind: "change", atMs: end, plan: "entry", interval: "month", seats: 1 },
  });
  await world.advance(end - world.time.nowMs + 2 * 3_600_000);
  await syncSubscription(world.job, world.subscriptionId);
  expect(await world.planInForce()).toBe("entry");
  expect(await getBilling(world.ctx)).toMatchObject({
    subscription: { plan: "entry" },
    comingUp: { kind: "renewal" },
  });
});

test("a change that waits can be taken back or replaced, and the last word counts", async () => {
  const world = await openPaid("business");
  await changePlan(world.ctx, (await agree(world, { plan: "entry" })).agreed);
  await changePlan(world.ctx, (await agree(world, { plan: "pro" })).agreed);
  expect((await getBilling(world.ctx)).comingUp).toMatchObject({ kind: "change", plan: "pro" });
  const kept = await Promise.all(twenty.slice(0, 5).map(() => cancelScheduledChange(world.ctx)));
  expect(kept[0]?.comingUp?.kind).toBe("renewal");
  await world.advance(32 * DAY_MS);
  await syncSubscription(world.job, world.subscriptionId);
  expect(await world.planInForce()).toBe("business");
});

test("choosing the plan one has takes a waiting change back", async () => {
  const world = await openPaid("business");
  await changePlan(world.ctx, (await agree(world, { plan: "entry" })).agreed);
  const { preview, agreed } = await agree(world, { plan: "business" });
  expect(preview.kind).toBe("none");
  expect((await changePlan(world.ctx, agreed)).comingUp?.kind).toBe("renewal");
});

test("an upgrade replaces a downgrade that waits", async () => {
  const world = await openPaid("pro");
  await changePlan(world.ctx, (await agree(world, { plan: "entry" })).agreed);
  await world.advance(2 * DAY_MS);
  const billing = await changePlan(world.ctx, (await agree(world, { plan: "business" })).agreed);
  expect(billing).toMatchObject({ plan: { slug: "business" }, comingUp: { kind: "renewal" } });
});

test("a downgrade that was cut off in the middle is finished, not doubled", async () => {
  const world = await openPaid("pro");
  const { agreed } = await agree(world, { plan: "entry" });
  await world.control.fault({
    method: "POST",
    path: "/v1/subscription_schedules/*",
    times: 3,
    kind: "reset",
  });
  await expect(changePlan(world.ctx, agreed)).rejects.toMatchObject({ slug: "unavailable" });
  await world.advance(2 * MINUTE_MS);
  await sweepBilling(world.job);
  expect((await getBilling(world.ctx)).comingUp).toMatchObject({ kind: "change", plan: "entry" });
  const { data } = await world.stripe.subscriptionSchedules.list({ limit: 10 });
  expect(data.filter(({ status }) => status === "active")).toHaveLength(1);
});

test("a year instead of a month begins now; a month instead of a year waits", async () => {
  const world = await openPaid("pro");
  await world.advance(10 * DAY_MS);
  const { preview, agreed } = await agree(world, { interval: "year" });
  expect(preview).toMatchObject({ kind: "upgrade", interval: "year" });
  const billing = await changePlan(world.ctx, agreed);
  expect(billing.subscription).toMatchObject({ interval: "year", plan: "pro" });
  const [invoice] = await invoicesOf(world);
  expect(invoice?.total).toBe(preview.dueNow.amountMinor);
  const back = await agree(world, { interval: "month" });
  expect(back.preview).toMatchObject({ kind: "downgrade", dueNow: { amountMinor: 0 } });
  await changePlan(world.ctx, back.agreed);
  expect((await getBilling(world.ctx)).comingUp).toMatchObject({
    kind: "change",
    interval: "month",
  });
});

test("in a trial everything changes at once and nothing is charged", async () => {
  const world = await openBillingWorld("trial");
  await world.buy({ plan: "pro" });
  const { preview, agreed } = await agree(world, { plan: "entry" });
  expect(preview).toMatchObject({ kind: "upgrade", dueNow: { amountMinor: 0 } });
  expect(await changePlan(world.ctx, agreed)).toMatchObject({
    state: "trial",
    plan: { slug: "entry" },
  });
});

test("what is not for sale is refused beside its field", async () => {
  const world = await openPaid("pro");
  await expect(previewChange(world.ctx, { seats: 11 })).rejects.toMatchObject({
    slug: "invalid-input",
    errors: [{ pointer: "/seats" }],
  });
});

test("different changes at once happen one after the other or are refused", async () => {
  const world = await openPaid("pro");
  await world.advance(DAY_MS);
  const up = (await agree(world, { plan: "business" })).agreed;
  const down = (await agree(world, { plan: "entry" })).agreed;
  const results = await Promise.allSettled(
    twenty.map((at) => changePlan(world.ctx, at % 2 === 0 ? up : down)),
  );
  const allowed = ["conflict", "unavailable", "quote-stale"];
  expect(allowed).toEqual(expect.arrayContaining(refusalsOf(results)));
  const pending = await rowsOf(
    "SELECT id FROM billing_intents WHERE state = 'pending' AND lane = 'subscription'",
  );
  expect(pending).toEqual([]);
  const upgrades = (await invoicesOf(world)).filter(
    ({ billing_reason: reason }) => reason === "subscription_update",
  );
  expect(upgrades.length).toBeLessThanOrEqual(1);
});

test("members and other workspaces change nothing", async () => {
  const world = await openPaid("pro");
  const { agreed } = await agree(world, { plan: "business" });
  await expect(previewChange(world.as("member"), { plan: "business" })).rejects.toMatchObject({
    slug: "forbidden",
  });
  await expect(changePlan(world.as("member"), agreed)).rejects.toMatchObject({ slug: "forbidden" });
  const other = await openBillingWorld("other");
  const asOther = { ...other.ctx, settings: world.ctx.settings };
  await expect(changePlan(asOther, agreed)).rejects.toMatchObject({ slug: "not-found" });
  expect(await world.planInForce()).toBe("pro");
  await workOff(world.job);
});

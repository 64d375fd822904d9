import { expect, test } from "vitest";
import {
  idOf,
  openBillingWorld,
  planOf,
  refusalsOf,
  rowsOf,
} from "../../../tests/support/billing.ts";
import { anonymousCtx, makePerson } from "../../../tests/support/people.ts";
import {
  concludeCheckout,
  ensureCustomer,
  findAccountOfCustomer,
  findCustomer,
  findSubscription,
  getBilling,
  startCheckout,
  syncCheckoutSession,
  syncCustomer,
  syncSubscription,
} from "./index.ts";

const twenty = Array.from({ length: 20 }, (_, at) => at);
const sessionIn = (url: string) => /cs_[A-Za-z0-9_]+/.exec(url)?.[0] ?? "";

test("twenty requests at once make one customer", async () => {
  const { ctx, stripe, workspace } = await openBillingWorld();
  const made = await Promise.all(twenty.map(() => ensureCustomer(ctx)));
  expect(new Set(made.map(({ customerId }) => customerId)).size).toBe(1);
  const { data } = await stripe.customers.list({ limit: 100 });
  expect(data).toHaveLength(1);
  expect(data[0]?.metadata["workspaceId"]).toBe(workspace.id);
});

test("a lost reply makes no second customer", async () => {
  const { ctx, control, stripe } = await openBillingWorld();
  await control.fault({ method: "POST", path: "/v1/customers", times: 3, kind: "lost-reply" });
  await expect(ensureCustomer(ctx)).rejects.toMatchObject({ slug: "unavailable" });
  const { customerId } = await ensureCustomer(ctx);
  const { data } = await stripe.customers.list({ limit: 100 });
  expect(data.map(({ id }) => id)).toEqual([customerId]);
});

test("a customer whose answer was lost is known by what it says of itself", async () => {
  const { ctx, job, control, stripe, workspace } = await openBillingWorld();
  await control.fault({ method: "POST", path: "/v1/customers", times: 3, kind: "lost-reply" });
  await expect(ensureCustomer(ctx)).rejects.toMatchObject({ slug: "unavailable" });
  const [customer] = (await stripe.customers.list()).data;
  await syncCustomer(job, customer?.id ?? "");
  expect(await findAccountOfCustomer(ctx, customer?.id ?? "")).toMatchObject({
    workspaceId: workspace.id,
    accountId: workspace.accountId,
  });
});

test("a deleted customer is followed by a new one, and stays known for what comes late", async () => {
  const { ctx, job, stripe, workspace, time } = await openBillingWorld();
  const first = await ensureCustomer(ctx);
  await stripe.customers.del(first.customerId);
  await syncCustomer(job, first.customerId);
  expect(await findCustomer(ctx, workspace.id)).toBeUndefined();
  expect(await findAccountOfCustomer(ctx, first.customerId)).toMatchObject({
    deletedAtMs: time.nowMs,
  });
  const second = await ensureCustomer(ctx);
  expect(second.customerId).not.toBe(first.customerId);
});

test("a plan is bought on the hosted page and in force on return, without a webhook", async () => {
  const { ctx, buy, workspace, planInForce, stripe } = await openBillingWorld();
  const outcome = await buy({ plan: "pro", interval: "month", seats: 5 });
  expect(outcome).toMatchObject({ mode: "subscription", complete: true, paid: true });
  expect(await planInForce()).toBe("pro");
  const billing = await getBilling(ctx);
  expect(billing).toMatchObject({
    state: "trial",
    plan: { slug: "pro" },
    subscription: { plan: "pro", interval: "month", seats: 5, price: { amountMinor: 7_300 } },
    comingUp: { kind: "trial-end" },
    trialAvailable: false,
    mayChange: true,
  });
  const { data } = await stripe.subscriptions.list({ limit: 10 });
  expect(data).toHaveLength(1);
  expect(data[0]?.metadata["workspaceId"]).toBe(workspace.id);
  expect(data[0]?.items.data.map(({ quantity }) => quantity)).toEqual([1, 2]);
  expect(await findSubscription(ctx, outcome.subscriptionId ?? "")).toMatchObject({
    workspaceId: workspace.id,
    plan: "pro",
    seats: 5,
    status: "trialing",
  });
});

test("coming back twenty times tells everyone once", async () => {
  const { ctx, job, buy, workspace, email } = await openBillingWorld();
  const outcome = await buy({ plan: "business", currency: "eur" });
  const id = outcome.subscriptionId ?? "";
  await Promise.all(twenty.map(() => syncSubscription(job, id)));
  const mails = await rowsOf<{ data: string }>(
    "SELECT data FROM mails WHERE to_address = ? AND template = 'plan-changed'",
    email,
  );
  expect(mails).toHaveLength(1);
  expect(JSON.parse(mails[0]?.data ?? "{}")).toMatchObject({ change: "started" });
  const notices = await rowsOf("SELECT id FROM notices WHERE workspace_id = ?", workspace.id);
  expect(notices).toHaveLength(1);
  expect(await getBilling(ctx)).toMatchObject({ state: "active", currency: "eur" });
});

test("there is a trial with the first subscription only", async () => {
  const { ctx, job, buy, stripe } = await openBillingWorld();
  const first = await buy({ plan: "entry" });
  expect((await getBilling(ctx)).state).toBe("trial");
  await stripe.subscriptions.cancel(first.subscriptionId ?? "");
  await syncSubscription(job, first.subscriptionId ?? "");
  await buy({ plan: "entry" });
  expect((await getBilling(ctx)).state).toBe("active");
});

test("a workspace with a subscription is shown the way to change it", async () => {
  const { ctx, buy } = await openBillingWorld();
  await buy({ plan: "entry" });
  await expect(startCheckout(ctx, { plan: "pro" })).rejects.toMatchObject({
    slug: "conflict",
    extensions: { href: "/billing/change" },
  });
});

test("the same request gets the same page, twenty times at once", async () => {
  const { ctx, stripe } = await openBillingWorld();
  const pages = await Promise.all(twenty.map(() => startCheckout(ctx, { plan: "pro" })));
  expect(new Set(pages.map(({ url }) => url)).size).toBe(1);
  expect((await stripe.checkout.sessions.list({ limit: 100 })).data).toHaveLength(1);
});

test("another request closes the page that was open", async () => {
  const { ctx, control, stripe } = await openBillingWorld();
  const first = await startCheckout(ctx, { plan: "pro" });
  const second = await startCheckout(ctx, { plan: "pro", interval: "year" });
  expect(second.url).not.toBe(first.url);
  await expect(control.payCheckout(sessionIn(first.url))).rejects.toThrow("expired");
  const open = await stripe.checkout.sessions.list({ status: "open", limit: 100 });
  expect(open.data.map(({ id }) => id)).toEqual([sessionIn(second.url)]);
});

test("twenty different requests at once leave one page open", async () => {
  const { ctx, stripe } = await openBillingWorld();
  const plans = ["entry", "pro", "business"] as const;
  const pages = await Promise.allSettled(
    twenty.map((at) => startCheckout(ctx, { plan: plans[at % 3] ?? "pro" })),
  );
  expect(pages.some(({ status }) => status === "fulfilled")).toBe(true);
  expect(["conflict"]).toEqual(expect.arrayContaining(refusalsOf(pages)));
  const open = await stripe.checkout.sessions.list({ status: "open", limit: 100 });
  expect(open.data.length).toBeLessThanOrEqual(1);
});

test("a page paid in another tab meanwhile is brought in instead of opening a second", async () => {
  const { ctx, control, planInForce } = await openBillingWorld();
  const first = await startCheckout(ctx, { plan: "pro" });
  await control.payCheckout(sessionIn(first.url));
  await expect(startCheckout(ctx, { plan: "entry" })).rejects.toMatchObject({ slug: "conflict" });
  expect(await planInForce()).toBe("pro");
});

test("of two subscriptions the newer is ended and gives nothing, in whatever order they are seen", async () => {
  for (const order of ["old first", "new first"] as const) {
    const { ctx, job, buy, stripe, advance, planInForce, workspace } = await openBillingWorld();
    const outcome = await buy({ plan: "pro" });
    const known = await stripe.subscriptions.retrieve(outcome.subscriptionId ?? "");
    await advance(60_000);
    const price = known.items.data[0]?.price.id ?? "";
    const customer = idOf(known.customer);
    const second = await stripe.subscriptions.create({
      customer,
      items: [{ price }],
      default_payment_method: idOf(known.default_payment_method),
    });
    if (order === "new first") {
      await rowsOf("DELETE FROM subscriptions WHERE workspace_id = ?", workspace.id);
      await syncSubscription(job, second.id);
      await syncSubscription(job, known.id);
    } else {
      await syncSubscription(job, second.id);
    }
    expect((await stripe.subscriptions.retrieve(second.id)).status, order).toBe("canceled");
    expect((await stripe.subscriptions.retrieve(known.id)).status).toBe("trialing");
    expect(await planInForce()).toBe("pro");
    expect((await getBilling(ctx)).subscription?.id).toBe(known.id);
    const rows = await rowsOf<{ duplicate_of: string | null; status: string }>(
      "SELECT duplicate_of, status FROM subscriptions WHERE id = ?",
      second.id,
    );
    expect(rows).toEqual([{ duplicate_of: known.id, status: "canceled" }]);
  }
});

test("a promotion code is checked before the page is opened", async () => {
  const { ctx, stripe } = await openBillingWorld();
  const coupon = await stripe.coupons.create({ percent_off: 20, duration: "once", name: "Twenty" });
  await stripe.promotionCodes.create({
    promotion: { type: "coupon", coupon: coupon.id },
    code: "WELCOME20",
  });
  const refused = startCheckout(ctx, { plan: "pro", promotionCode: "NOSUCH" });
  await expect(refused).rejects.toMatchObject({
    slug: "invalid-input",
    errors: [{ pointer: "/promotionCode" }],
    extensions: { promotion: "unknown" },
  });
  const { url } = await startCheckout(ctx, { plan: "business", promotionCode: "WELCOME20" });
  const session = await stripe.checkout.sessions.retrieve(sessionIn(url));
  expect(session.amount_total).toBe(12_720);
});

test("seats, currency and plan must be for sale", async () => {
  const { ctx, buy, job, stripe } = await openBillingWorld();
  await expect(startCheckout(ctx, { plan: "entry", seats: 2 })).rejects.toMatchObject({
    slug: "invalid-input",
    errors: [{ pointer: "/seats" }],
  });
  const outcome = await buy({ plan: "business", currency: "gbp" });
  await stripe.subscriptions.cancel(outcome.subscriptionId ?? "");
  await syncSubscription(job, outcome.subscriptionId ?? "");
  await expect(startCheckout(ctx, { plan: "pro", currency: "usd" })).rejects.toMatchObject({
    errors: [{ pointer: "/currency" }],
  });
});

test("only owners and admins buy, and visitors need an account first", async () => {
  const { as } = await openBillingWorld();
  await expect(startCheckout(as("member"), { plan: "pro" })).rejects.toMatchObject({
    slug: "forbidden",
  });
  await expect(startCheckout(as("admin"), { plan: "pro" })).resolves.toMatchObject({
    url: expect.stringContaining("cs_"),
  });
  await expect(startCheckout(anonymousCtx(), { plan: "pro" })).rejects.toMatchObject({
    slug: "unauthorized",
  });
});

test("without Stripe nothing is bought, and the page says so", async () => {
  const { ctx } = await makePerson();
  await expect(startCheckout(ctx, { plan: "pro" })).rejects.toMatchObject({
    slug: "not-connected",
  });
  expect(await getBilling(ctx)).toMatchObject({ state: "not-connected", plan: { slug: "free" } });
});

test("another workspace's page brings nothing", async () => {
  const ada = await openBillingWorld();
  const bob = await openBillingWorld();
  const { url } = await startCheckout(ada.ctx, { plan: "pro" });
  await ada.control.payCheckout(sessionIn(url));
  const asBob = { ...bob.ctx, settings: ada.ctx.settings };
  await expect(concludeCheckout(asBob, sessionIn(url))).rejects.toMatchObject({
    slug: "not-found",
  });
  await expect(concludeCheckout(ada.ctx, "cs_test_nosuch")).rejects.toMatchObject({
    slug: "not-found",
  });
  expect(await planOf(bob.workspace.id)).toBe("free");
});

test("a reply that is lost while the page is opened opens no second one", async () => {
  const { ctx, control, stripe } = await openBillingWorld();
  await ensureCustomer(ctx);
  await control.fault({ path: "/v1/checkout/sessions", times: 3, kind: "lost-reply" });
  await expect(startCheckout(ctx, { plan: "pro" })).rejects.toMatchObject({ slug: "unavailable" });
  const { url } = await startCheckout(ctx, { plan: "pro" });
  const { data } = await stripe.checkout.sessions.list({ limit: 100 });
  expect(data.map(({ id }) => id)).toEqual([sessionIn(url)]);
});

test("a customer who was deleted behind our back is replaced by buying", async () => {
  const { ctx, stripe, control, planInForce } = await openBillingWorld();
  const first = await ensureCustomer(ctx);
  await stripe.customers.del(first.customerId);
  const { url } = await startCheckout(ctx, { plan: "business" });
  await control.payCheckout(sessionIn(url));
  await concludeCheckout(ctx, sessionIn(url));
  expect(await planInForce()).toBe("business");
});

test("a session that Stripe no longer has is nothing to bring in", async () => {
  const { job } = await openBillingWorld();
  expect(await syncCheckoutSession(job, "cs_test_gone")).toBeUndefined();
});

test("only the operator and jobs bring in what Stripe has", async () => {
  const { ctx } = await openBillingWorld();
  await expect(syncSubscription(ctx, "sub_1")).rejects.toMatchObject({ slug: "forbidden" });
  await expect(syncCustomer(ctx, "cus_1")).rejects.toMatchObject({ slug: "forbidden" });
  await expect(syncCheckoutSession(ctx, "cs_1")).rejects.toMatchObject({ slug: "forbidden" });
});

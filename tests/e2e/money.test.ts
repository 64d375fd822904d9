import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import {
  benchCall,
  expectAccessible,
  launchBrowser,
  type SeededUser,
  seedUser,
  visit,
} from "../support/browser.ts";
import { BUILT_STRIPE_KEY } from "../support/serve-built.ts";
import { fakeControl } from "../support/stripe/bench.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await benchCall("clock", { offsetMs: 0 });
  await browser.close();
});

const stripe = fakeControl(BUILT_STRIPE_KEY);

/** What the workspace's ledger has available now, in whole PT. */
async function availablePt(user: SeededUser): Promise<number> {
  await benchCall("drain", {});
  const answer = await fetch(`${inject("productUrl")}/api/v1/credits`, {
    headers: { cookie: user.cookie },
  });
  const { availablePt: text } = await answer.json<{ availablePt: string }>();
  return Number(text);
}

/** Pays on the hosted page with the card of that name and comes back. */
async function payHosted(page: Page, card = "Pay"): Promise<void> {
  await page.waitForURL(/\/c\/pay\//);
  await page.getByRole("button", { name: card }).first().click();
}

/** Buys Entry for a month, past the trial when it has none. */
async function subscribe(page: Page, plan = "Business"): Promise<void> {
  await page.goto("/billing/change");
  await page.getByRole("radio", { name: new RegExp(plan) }).check();
  await page.getByRole("button", { name: "Continue to payment" }).click();
  await payHosted(page);
  await page.waitForURL(/\/billing\/return/);
}

/** The workspace's customer at the stand-in. */
async function customerOf(user: SeededUser): Promise<string> {
  const customers = await stripe.events("customer.created");
  const own = customers.find((event) => JSON.stringify(event).includes(user.workspaceId));
  const { id } = (own?.data.object ?? {}) as { id?: string };
  if (id === undefined) throw new Error("The workspace has no customer");
  return id;
}

/** Signs in anew, because a month is longer than a session, and comes to the plan. */
async function signIn(page: Page, user: SeededUser): Promise<void> {
  await page.goto("/sign-in?next=/billing");
  await page.getByLabel("E-mail address").fill(user.email);
  await page.getByLabel("Password", { exact: true }).fill("a-long-enough-password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/billing$/);
}

/** Lets the product hear of everything that has happened at Stripe. */
async function hear(): Promise<void> {
  await benchCall("cron", { name: "catch-up-stripe-events" });
  await benchCall("drain", {});
}

/** A month later, for Stripe and for the product alike. */
async function renew(): Promise<void> {
  const monthMs = 32 * 86_400_000;
  await benchCall("clock", { offsetMs: monthMs });
  await stripe.advance(monthMs);
  await hear();
}

test("a person subscribes, and the PT of the plan are there with the paid invoice", async () => {
  const user = await seedUser({ amountPt: 10 });
  const { page, context, expectQuiet } = await visit(browser, { user });
  await page.goto("/pricing");
  await expectAccessible(page);
  await subscribe(page);
  await page.getByText("Welcome to Business").waitFor();
  expect(await availablePt(user)).toBe(159_010);
  await page.goto("/billing");
  await page.getByRole("main").getByText("Business").first().waitFor();
  await expectAccessible(page);
  await page.goto("/billing/invoices");
  await page.getByText("Paid").first().waitFor();
  await expectAccessible(page);
  expectQuiet();
  await context.close();
});

test("an upgrade shows what it costs, charges that, and adds the same share of PT", async () => {
  const user = await seedUser({ amountPt: 10 });
  const { page, context, expectQuiet } = await visit(browser, { user });
  await subscribe(page);
  const before = await availablePt(user);
  await page.goto("/billing/change");
  await page.getByRole("textbox", { name: "Seats" }).fill("12");
  await page.getByRole("button", { name: "See what it costs" }).click();
  await page.getByText("To pay now").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Pay .* and change$/ }).click();
  await page.waitForURL(/\/billing$/);
  await page.getByText(/12 of up to/).waitFor();
  const added = (await availablePt(user)) - before;
  expect(added).toBeGreaterThan(23_900);
  expect(added).toBeLessThanOrEqual(24_000);
  expectQuiet();
  await context.close();
});

test("a top-up is paid once and brings its PT", async () => {
  const user = await seedUser({ amountPt: 10 });
  const { page, context, expectQuiet } = await visit(browser, { user });
  await page.goto("/billing/top-up");
  await expectAccessible(page);
  await page.getByRole("radio", { name: /10,000/ }).check();
  await page.getByRole("button", { name: "Buy", exact: true }).click();
  await payHosted(page);
  await page.waitForURL(/\/billing/);
  expect(await availablePt(user)).toBe(10_010);
  await page.goto("/billing/top-up");
  await page.getByText("Paid").first().waitFor();
  expectQuiet();
  await context.close();
});

test("cancelling takes two clicks, makes one offer, and can be taken back", async () => {
  const user = await seedUser({ amountPt: 10 });
  const { page, context, expectQuiet } = await visit(browser, { user });
  await subscribe(page);
  await page.goto("/billing");
  await page.getByRole("link", { name: "Cancel plan" }).click();
  await page.getByText("Stay a little longer?").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Cancel plan" }).click();
  await page.getByText(/Your plan ends on/).waitFor();
  await page.getByRole("button", { name: "Keep the plan" }).click();
  await page.getByText(/Renews on/).waitFor();
  expectQuiet();
  await context.close();
});

test("a refund takes back the same share of the PT", async () => {
  const user = await seedUser({ amountPt: 10 });
  const buyer = await visit(browser, { user });
  await buyer.page.goto("/billing/top-up");
  await buyer.page.getByRole("radio", { name: /25,000/ }).check();
  await buyer.page.getByRole("button", { name: "Buy", exact: true }).click();
  await payHosted(buyer.page);
  await buyer.page.waitForURL(/\/billing/);
  expect(await availablePt(user)).toBe(25_010);

  const operator = await seedUser({ operator: true });
  const { page, context, expectQuiet } = await visit(browser, { user: operator });
  await page.goto("/operations/payments");
  await expectAccessible(page);
  const row = page.getByRole("row").filter({ hasText: user.workspaceId });
  await row.getByRole("button", { name: "Refund" }).click();
  const dialog = page.getByRole("dialog").filter({ visible: true });
  await dialog.getByLabel(/Amount in USD/).fill("10.00");
  await dialog.getByRole("button", { name: "Refund" }).click();
  await row.getByText("$10.00 refunded").waitFor();
  expect(await availablePt(user)).toBe(15_010);
  expectQuiet();
  await buyer.context.close();
  await context.close();
});

test("a renewal that fails is told, paid by hand, and everything is as before", async () => {
  const user = await seedUser({ amountPt: 10 });
  const { page, context, expectQuiet } = await visit(browser, { user });
  await subscribe(page);
  const customer = await customerOf(user);
  await stripe.setCard(customer, "declined");
  await page.goto("about:blank");
  await renew();
  await signIn(page, user);
  await page.getByText("The last payment failed").waitFor();
  await expectAccessible(page);
  await stripe.setCard(customer, "ok");
  await page.getByRole("link", { name: "Pay now" }).click();
  await page.getByRole("button", { name: "Pay now" }).click();
  await page.getByText("Paid").first().waitFor();
  await hear();
  await page.goto("/billing");
  await page.getByRole("main").getByText("Active").first().waitFor();
  expectQuiet();
  await context.close();
});

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAccessible, launchBrowser, seedUser, visit } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("the prices are read, switched and followed to the till without any script", async () => {
  const { page, context, expectQuiet } = await visit(browser, { javaScriptEnabled: false });
  await page.goto("/");
  await page.getByRole("link", { name: "Prices" }).first().click();
  await page.waitForURL(/\/pricing$/);
  const card = page
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: "Pro" }) });
  expect(await card.innerText()).toContain("$49");
  await page.getByRole("link", { name: /^Yearly/ }).click();
  await page.getByRole("link", { name: "EUR" }).click();
  await page.waitForURL(/interval=year&currency=eur/);
  expect(await card.innerText()).toContain("€460");
  expect(await card.innerText()).toMatch(/588,000\sPT/);
  const question = page.getByText("Do PT expire?");
  await question.click();
  expect(await page.getByText(/those of packs last 12 months/).isVisible()).toBe(true);
  await card.getByRole("link", { name: "Try Pro free" }).click();
  await page.waitForURL(/\/register\?next=/);
  expect(new URL(page.url()).searchParams.get("next")).toBe(
    "/billing/change?plan=pro&interval=year&currency=eur",
  );
  expectQuiet();
  await context.close();
});

test("whoever is signed in sees their plan among the others, and the page ships no script", async () => {
  const user = await seedUser({ plan: "entry" });
  const { page, context, expectQuiet } = await visit(browser, { user });
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(request.url());
  });
  await page.goto("/pricing");
  const own = page
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: /^Entry/ }) });
  expect(await own.innerText()).toContain("Your plan");
  expect(await own.getByRole("link", { name: "Manage your plan" }).getAttribute("href")).toBe(
    "/billing",
  );
  await expectAccessible(page);
  expect(scripts).toEqual([]);
  expectQuiet();
  await context.close();
});

test("an operator sees what a new version changes, publishes it, and nobody's terms move", async () => {
  const operator = await seedUser({ operator: true });
  const customer = await seedUser({ plan: "business" });
  const { page, context, expectQuiet } = await visit(browser, { user: operator });
  await page.goto("/operations/plans/business");
  await expectAccessible(page);
  const rate = page.getByLabel("API requests a minute");
  const wanted = Number(await rate.inputValue()) + 500;
  await rate.fill("many");
  await page.getByRole("button", { name: "Review changes" }).click();
  await page.getByText("a number, as in 49 or 4.70").first().waitFor();
  expect(await rate.inputValue()).toBe("many");
  await rate.fill(String(wanted));
  await page.getByRole("button", { name: "Review changes" }).click();
  const publish = page.getByRole("button", { name: /^Publish version/ });
  await publish.waitFor();
  expect(
    await page.getByText(/keep the version they are on|keeps the version it is on/).count(),
  ).toBe(1);
  await expectAccessible(page);
  await publish.click();
  await page.getByText(/^Version \d+ is on offer\.$/).waitFor();
  expectQuiet();
  await page.goto("/pricing");
  expect(await page.getByText(`${wanted.toLocaleString("en")} API requests a minute`).count()).toBe(
    1,
  );
  const theirs = await visit(browser, { user: customer });
  await theirs.page.goto("/operations/plans");
  expect(await theirs.page.getByRole("heading", { level: 1 }).innerText()).not.toBe("Plans");
  await theirs.context.close();
  await context.close();
});

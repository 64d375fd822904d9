import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import {
  benchCall,
  expectAccessible,
  launchBrowser,
  type SeededUser,
  seedUser,
  visit,
} from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function api(user: SeededUser, path: string, json: unknown, method = "POST") {
  return await fetch(`${inject("productUrl")}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${user.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(json),
  });
}

/** Somebody whose workspace has just been told that its spend cap refuses. */
async function seedCapped(): Promise<SeededUser> {
  const user = await seedUser({ amountPt: 100, apiKey: true });
  const limits = { capPt: 0, alertPercents: [], lowPt: null };
  expect((await api(user, "/billing/limits", limits, "PUT")).status).toBe(200);
  const messages = [{ role: "user", content: "How do I top up PT?" }];
  const asked = await api(user, "/chat/completions", { model: "selvedge-answerer", messages });
  expect(asked.status).toBe(402);
  await benchCall("drain", {});
  return user;
}

const said = /spend cap of 0\sPT is reached/;

test("the bell tells what is new, marks it as read, and a notice can be put away", async () => {
  const user = await seedCapped();
  const { page, context, expectQuiet } = await visit(browser, { user });
  await page.goto("/keys");
  const bell = page.getByRole("button", { name: "1 notification" });
  await bell.click();
  const notice = page.getByRole("link", { name: said });
  await notice.waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "0 notifications" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "0 notifications" }).click();
  await notice.waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect.poll(() => notice.count()).toBe(0);
  expectQuiet();
  await context.close();
});

test("without script the bell leads to the page of notices, where all of it works", async () => {
  const user = await seedCapped();
  const { page, context } = await visit(browser, { user, javaScriptEnabled: false, width: 390 });
  await page.goto("/credits");
  await page.getByRole("button", { name: "1 notification" }).click();
  await page.getByRole("link", { name: "Notifications" }).click();
  await page.getByRole("link", { name: said }).waitFor();
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await expect.poll(() => page.getByRole("button", { name: "Mark all as read" }).count()).toBe(0);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByText("Nothing new").waitFor();
  await context.close();
});

test("usage is told apart by feature and time, with and without script", async () => {
  const user = await seedUser({ amountPt: 100, apiKey: true });
  const messages = [{ role: "user", content: "How do I top up PT?" }];
  await api(user, "/chat/completions", { model: "selvedge-answerer", messages });
  await benchCall("drain", {});
  for (const javaScriptEnabled of [true, false]) {
    const { page, context } = await visit(browser, { user, javaScriptEnabled });
    await page.goto("/credits");
    const by = page.getByRole("combobox", { name: "Told apart by" });
    const apply = page.getByRole("button", { name: "Apply" }).first();
    // A choice made before the page's script runs is not sent by it.
    const choose = async () => {
      await by.selectOption("model");
      await by.selectOption("feature");
      if (!javaScriptEnabled) await apply.click();
      return page.url();
    };
    await expect.poll(choose, { timeout: 20_000, interval: 500 }).toMatch(/by=feature/);
    await page.getByRole("row", { name: /API 1 1\sPT 100\s?%/ }).waitFor();
    await context.close();
  }
});

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAccessible, launchBrowser, seedUser, visit } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const nothing = { en: "There is nothing here", ar: "لا يوجد شيء هنا" } as const;

test.each(["en", "ar"] as const)(
  "an address that leads nowhere says so in its title: %s",
  async (locale) => {
    const { page, context } = await visit(browser, { user: await seedUser(), locale, width: 390 });
    for (const path of ["/nowhere", "/problems/nothing", "/credits/transactions/tx_0"]) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(404);
      expect(await page.title(), path).toBe(`${nothing[locale]} · Selvedge`);
      expect(await page.locator("head title").count(), path).toBe(1);
      await page.locator("main a[href='/']").waitFor();
      await expectAccessible(page);
    }
    await context.close();
  },
  240_000,
);

test("who lacks a right is shown where it may be had", async () => {
  const { page, context } = await visit(browser, { user: await seedUser() });
  const answer = await page.goto("/operations");
  expect(answer?.status()).toBe(403);
  expect(await page.title()).toBe("You may not do this · Selvedge");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Find an owner" }).waitFor();
  await page.getByRole("link", { name: "Switch workspace" }).click();
  await page.waitForURL(/\/workspaces$/);
  await context.close();
});

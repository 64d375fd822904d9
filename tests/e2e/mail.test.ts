import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { benchCall, expectAccessible, launchBrowser, seedUser, visit } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Mail {
  headers: Record<string, string>;
}

async function stopLinks(): Promise<string[]> {
  const mails = await benchCall<Mail[]>("mail", undefined, "GET");
  return mails.map(({ headers }) => headers["List-Unsubscribe"] ?? "").filter((one) => one !== "");
}

/** The link by which someone without an account stops the mails that they got. */
async function freshLink(): Promise<string> {
  const before = new Set(await stopLinks());
  await benchCall("mails", { count: 1 });
  await benchCall("drain", {});
  const fresh = (await stopLinks()).find((link) => !before.has(link));
  return (fresh ?? "").slice(1, -1);
}

const looks = [
  { locale: "en", colorScheme: "light", width: 1440 },
  { locale: "ar", colorScheme: "dark", width: 390 },
] as const;

test.each(looks)(
  "the operator's pages of mail are accessible, quiet and fit: $locale",
  async (look) => {
    await freshLink();
    const user = await seedUser({ operator: true });
    const { page, context, expectQuiet } = await visit(browser, { ...look, user });
    await page.goto("/operations/mail");
    const story = await page
      .locator('a[href^="/operations/mail/mails/"]')
      .first()
      .getAttribute("href");
    for (const path of ["/operations/mail", story ?? "", "/operations/mail/suppressions"]) {
      expect((await page.goto(path))?.status(), path).toBe(200);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, path).toBe(0);
      await expectAccessible(page);
    }
    expectQuiet();
    await context.close();
  },
);

test.each(looks)(
  "the page of a mail's link works without script and without an account: $locale",
  async (look) => {
    const link = await freshLink();
    const { page, context, expectQuiet } = await visit(browser, {
      ...look,
      javaScriptEnabled: false,
    });
    const path = new URL(link).pathname;
    expect((await page.goto(path))?.status()).toBe(200);
    const press = async (value: string) => {
      const button = page.locator(`button[value="${value}"]`).first();
      await Promise.all([page.waitForEvent("load"), button.click()]);
    };
    await press("stop");
    await press("stop-all");
    expect(await page.locator('button[value="stop"]').count()).toBe(0);
    await press("start");
    expect(await page.locator('button[value="stop"]').count()).toBe(1);
    expectQuiet();
    await context.close();
    const seen = await visit(browser, look);
    await seen.page.goto(path);
    await expectAccessible(seen.page);
    seen.expectQuiet();
    await seen.context.close();
  },
);

test("others than operators do not see the mail of the deployment", async () => {
  const { page, context } = await visit(browser, { user: await seedUser() });
  expect((await page.goto("/operations/mail"))?.status()).toBe(403);
  await context.close();
});

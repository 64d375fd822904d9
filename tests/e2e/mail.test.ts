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

test("on a phone the queue begins on the first screen, and every tab is reached by keyboard", async () => {
  const user = await seedUser({ operator: true });
  await freshLink();
  const { page, context, expectQuiet } = await visit(browser, { user, width: 390 });
  await page.goto("/operations/mail");
  const first = await page.getByRole("table").getByRole("row").nth(1).boundingBox();
  expect(first?.y).toBeLessThan(844 - 56);
  const tabs = page.locator("nav.tab-bar");
  const last = tabs.getByRole("link").last();
  await tabs.getByRole("link").first().focus();
  for (let at = 1; at < (await tabs.getByRole("link").count()); at++)
    await page.keyboard.press("Tab");
  expect(await last.evaluate((link) => link === document.activeElement)).toBe(true);
  const box = await last.boundingBox();
  expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= 390).toBe(true);
  expectQuiet();
  await context.close();
});

test.each(["en", "de", "ar"])(
  "on a desktop none of the operator's tabs is cut: %s",
  async (locale) => {
    const user = await seedUser({ operator: true });
    const { page, context, expectQuiet } = await visit(browser, { user, locale });
    await page.goto("/operations");
    const bar = page.locator("nav.tab-bar");
    expect(await bar.evaluate((nav) => nav.scrollWidth - nav.clientWidth)).toBe(0);
    expectQuiet();
    await context.close();
  },
);

test("while mails come from no domain of one's own, the page says what to do and leads on", async () => {
  const user = await seedUser({ operator: true });
  const { page, context, expectQuiet } = await visit(browser, { user });
  await page.goto("/operations/mail/domain");
  await page.getByText("MAIL_FROM=Selvedge <no-reply@example.com>").waitFor();
  await page.getByRole("link", { name: "How SPF, DKIM and DMARC are set up" }).click();
  await page.getByRole("heading", { level: 1, name: "Sending mail from your domain" }).waitFor();
  expectQuiet();
  await context.close();
});

test("the gallery opens in the reader's language and theme and calls templates by their names", async () => {
  const { page, context, expectQuiet } = await visit(browser, { locale: "de" });
  const shown = page.frameLocator("iframe");
  const ground = () =>
    shown.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
  await page.goto("/mailbox/templates");
  await page.getByRole("heading", { level: 2, name: "Adresse bestätigen verify" }).waitFor();
  await shown.getByRole("heading", { name: "Bestätigen Sie" }).waitFor();
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(ground).not.toBe(light);
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("link", { name: "Dunkel" }).click();
  await shown.getByRole("heading", { name: "Bestätigen Sie" }).waitFor();
  await expect.poll(ground).not.toBe(light);
  await page.getByRole("link", { name: "Telefon" }).click();
  await expect.poll(async () => (await page.locator("iframe").boundingBox())?.width).toBe(390);
  await page.getByRole("link", { name: "Nur Text" }).click();
  await page.getByText("Bitte bestätigen Sie, dass").waitFor();
  await page
    .getByRole("navigation", { name: "Vorlagen" })
    .getByRole("link", { name: /^Beleg\s*receipt$/ })
    .click();
  await page.getByRole("heading", { level: 2, name: "Beleg receipt" }).waitFor();
  await expectAccessible(page);
  expectQuiet();
  await context.close();
});

test("others than operators do not see the mail of the deployment", async () => {
  const { page, context } = await visit(browser, { user: await seedUser() });
  expect((await page.goto("/operations/mail"))?.status()).toBe(403);
  await context.close();
});

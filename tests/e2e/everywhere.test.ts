import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { benchCall, expectAccessible, launchBrowser, seedUser, visit } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const publicPages = [
  "/",
  "/pricing",
  "/help",
  "/problems",
  "/docs/api",
  "/sign-in",
  "/register",
  "/forgot",
  "/sign-in/link",
  "/sign-in/company",
  "/sign-in/company/link",
  "/email-change",
  "/legal/terms",
  "/legal/privacy",
  "/legal/processing",
  "/legal/request",
  "/mailbox/templates?look=text",
];
const appPages = [
  "/chat",
  "/chat/templates",
  "/knowledge",
  "/credits",
  "/models",
  "/keys",
  "/notices",
  "/account",
  "/account/sign-ins",
  "/device",
  "/account/security",
  "/account/security/two-factor",
  "/confirm-identity",
  "/account/notifications",
  "/account/privacy",
  "/workspaces",
  "/workspace",
  "/workspace/members",
  "/workspace/roles",
  "/workspace/domains",
  "/workspace/sign-on",
  "/workspace/audit",
  "/workspace/channels",
];

const operatorPages = [
  "/operations",
  "/operations/operators",
  "/operations/audit",
  "/operations/payments",
  "/operations/chargebacks",
  "/operations/disputes",
  "/operations/reconciliation",
  "/operations/mail",
  "/operations/mail/suppressions",
  "/operations/mail/inbound",
  "/operations/mail/domain",
  "/operations/margins",
  "/operations/closes",
  "/operations/privacy",
];

test.each([
  { locale: "en", colorScheme: "light", width: 1440 },
  { locale: "ar", colorScheme: "dark", width: 390 },
] as const)(
  "every page is accessible, quiet and fits: $locale, $colorScheme, $width px",
  async (look) => {
    const user = await seedUser();
    const operator = await seedUser({ operator: true });
    for (const [paths, visitor] of [
      [publicPages, undefined],
      [appPages, user],
      [operatorPages, operator],
    ] as const) {
      const { page, context, expectQuiet } = await visit(browser, {
        ...look,
        ...(visitor === undefined ? {} : { user: visitor }),
      });
      for (const path of paths) {
        const answer = await page.goto(path);
        expect(answer?.status(), path).toBe(200);
        const html = page.locator("html");
        expect(await html.getAttribute("lang"), path).toBe(look.locale);
        expect(await html.getAttribute("dir"), path).toBe(look.locale === "ar" ? "rtl" : "ltr");
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, path).toBe(0);
        await expectAccessible(page);
      }
      expectQuiet();
      await context.close();
    }
  },
  240_000,
);

test("the command palette opens by keyboard, finds a page and goes there", async () => {
  const { page, context, expectQuiet } = await visit(browser, { user: await seedUser() });
  await page.goto("/chat");
  const search = page.getByRole("combobox").first();
  await expect
    .poll(async () => {
      await page.keyboard.press("Control+k");
      return await search.isVisible();
    })
    .toBe(true);
  await search.fill("credits");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/credits/);
  expectQuiet();
  await context.close();
});

const answerer = {
  id: "selvedge-answerer",
  provider: "builtin",
  upstreamModel: "selvedge-answerer",
  class: "core",
  ptPer1k: { input: 1, cachedRead: 1, cacheWrite: 1, output: 1 },
  maxOutputTokens: 1_000,
};

test("a document of the workspace is cited; the conversation is shared by a link and taken back", async () => {
  await benchCall("rate-card", { models: [answerer] }, "PUT");
  const { page, context, expectQuiet } = await visit(browser, { user: await seedUser() });
  await page.goto("/knowledge");
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles({
      name: "harbour.md",
      mimeType: "text/markdown",
      buffer: Buffer.from("# Harbour rules\n\nThe lighthouse of Ostrava is painted violet in May."),
    });
  await page.getByRole("button", { name: "Add to knowledge" }).click();
  await page.getByText("harbour.md").first().waitFor();
  await page.goto("/chat");
  await page
    .getByRole("textbox", { name: "Message" })
    .fill("When is the lighthouse painted violet?");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Charged / }).waitFor();
  expect(await page.getByRole("article").last().innerText()).toContain("painted violet in May");

  await page.goto(`${new URL(page.url()).pathname}/settings`);
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = await page.getByLabel("Shared link").inputValue();
  const stranger = await visit(browser);
  await stranger.page.goto(link);
  expect(await stranger.page.getByRole("main").innerText()).toContain("painted violet in May");
  await expectAccessible(stranger.page);
  await page.getByRole("button", { name: "Revoke the link" }).click();
  await page.getByRole("button", { name: "Make a link" }).waitFor();
  const answer = await stranger.page.goto(link);
  expect(answer?.status()).toBeGreaterThanOrEqual(404);
  await stranger.context.close();
  expectQuiet();
  await context.close();
});

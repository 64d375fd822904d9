import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAccessible, launchBrowser, mailedLink, visit } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("a visitor chats on the start page, registers, and finds the conversation in the account", async () => {
  const { page, context, expectQuiet } = await visit(browser);
  await page.goto("/");
  await expectAccessible(page);
  await page.getByLabel("Your message").fill("What is a PT?");
  await page.getByText(/^About /).waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("1 PT charged").waitFor();
  await page.getByRole("link", { name: "Create an account and keep this conversation" }).click();
  await page.waitForURL(/\/register/);
  await page.getByLabel("Name").fill("Vera Visitor");
  const email = `${crypto.randomUUID()}@example.test`;
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("a-long-enough-password");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("Check your mail").waitFor();
  await page.goto(await mailedLink(email, "/verify"));
  await page.waitForURL(/\/chat/);
  await page
    .getByRole("link", { name: /What is a PT/ })
    .first()
    .click();
  await page.getByText("Sources:").waitFor();
  expectQuiet();
  await context.close();
});

test("the start page's chat works without script", async () => {
  const { page, context } = await visit(browser, { javaScriptEnabled: false });
  await page.goto("/");
  await page.getByLabel("Your message").fill("How is an answer charged?");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("PT charged").waitFor();
  expect(await page.getByText("How is an answer charged?").count()).toBeGreaterThan(0);
  await context.close();
});

test("the start page in Arabic is right to left and fits a phone", async () => {
  const { page, context, expectQuiet } = await visit(browser, { locale: "ar", width: 390 });
  await page.goto("/");
  expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await expectAccessible(page);
  expectQuiet();
  await context.close();
});

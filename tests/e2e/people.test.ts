import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { benchCall, launchBrowser, mailedLink, visit } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const answerer = {
  id: "selvedge-answerer",
  provider: "builtin",
  upstreamModel: "selvedge-answerer",
  class: "core",
  ptPer1k: { input: 1, cachedRead: 1, cacheWrite: 1, output: 1 },
  maxOutputTokens: 1_000,
};

test("a person registers, confirms the address, asks a first question, signs out, resets the password and signs in with it", async () => {
  await benchCall("rate-card", { models: [answerer] }, "PUT");
  const email = `${crypto.randomUUID()}@example.test`;
  const { page, context, expectQuiet } = await visit(browser);
  await page.goto("/register");
  await page.getByLabel("Name").fill("Rita Register");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("a-long-enough-password");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("Check your mail").waitFor();
  await page.goto(await mailedLink(email, "/verify"));
  await page.waitForURL(/\/chat/);
  await page.waitForLoadState("networkidle");
  const message = page.getByRole("textbox", { name: "Message" });
  await message.fill("How are PT charged?");
  await message.press("Enter");
  await page.waitForURL(/\/chat\/conv_/);
  await page.getByRole("button", { name: /^Charged / }).waitFor();

  await page.goto("/account");
  await page.getByText("Confirmed").first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/\/(sign-in)?(\?.*)?$/);

  await page.goto("/forgot");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByText("Check your mail").waitFor();
  const link = await mailedLink(email, "/reset");
  await page.goto(link);
  await page.getByLabel("New password").fill("another-long-password");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("another-long-password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/chat/);

  await page.goto(link);
  await page.getByText("This link is no longer valid").waitFor();
  expectQuiet();
  await context.close();
});

test("signing in works without script and keeps what was typed after an error", async () => {
  const { page, context } = await visit(browser, { javaScriptEnabled: false });
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill("nobody@example.test");
  await page.getByLabel("Password", { exact: true }).fill("not-the-password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").first().waitFor();
  expect(await page.getByLabel("E-mail address").inputValue()).toBe("nobody@example.test");
  await context.close();
});

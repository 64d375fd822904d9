import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { benchCall, expectAccessible, launchBrowser, seedUser, visit } from "../support/browser.ts";
import { addVirtualDevice } from "../support/virtual-device.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await benchCall("clock", { offsetMs: 0 });
});

const password = "a-long-enough-password";
/** Later than a proof of who one is holds. */
const PROOF_MS = 11 * 60_000;

async function signOut(page: Page): Promise<void> {
  await page.goto("/account");
  await page.waitForLoadState("networkidle");
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/\/sign-in/);
}

test("a passkey is made by someone who has proven who they are, signs in, proves it again, and is removed", async () => {
  const user = await seedUser();
  const { page, context, expectQuiet } = await visit(browser, { user });
  const device = await addVirtualDevice(page);
  await benchCall("clock", { offsetMs: PROOF_MS });

  await page.goto("/account/sign-ins");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Name of the new passkey").fill("Work laptop");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
  expect(await device.count()).toBe(0);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("The passkey was added.").waitFor();
  expect(await device.count()).toBe(1);

  await page.locator("summary").filter({ hasText: "Work laptop" }).click();
  await expectAccessible(page);
  await page.getByLabel("Name", { exact: true }).fill("Home laptop");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await page.locator("summary").filter({ hasText: "Home laptop" }).waitFor();

  await device.answers(false);
  await signOut(page);
  const button = page.getByRole("button", { name: "Sign in with a passkey" });
  await button.waitFor();
  await device.answers(true);
  await button.click();
  await page.waitForURL(/\/chat/);

  await benchCall("clock", { offsetMs: 2 * PROOF_MS });
  await page.goto("/account/sign-ins");
  await page.waitForLoadState("networkidle");
  await page.locator("summary").filter({ hasText: "Home laptop" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("No passkey yet").waitFor();

  await device.answers(false);
  await signOut(page);
  await button.waitFor();
  await device.answers(true);
  await button.click();
  await page.getByRole("alert").first().waitFor();
  expect(new URL(page.url()).pathname).toBe("/sign-in");
  expectQuiet();
  await context.close();
});

test("where the browser fills in the address it offers the passkey as well", async () => {
  const user = await seedUser();
  const { page, context, expectQuiet } = await visit(browser, { user });
  const device = await addVirtualDevice(page);
  await page.goto("/account/sign-ins");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Name of the new passkey").fill("Phone");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey was added.").waitFor();
  expect(await device.count()).toBe(1);
  await signOut(page);
  await page.waitForURL(/\/chat/);
  expectQuiet();
  await context.close();
});

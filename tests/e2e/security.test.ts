import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  benchCall,
  expectAccessible,
  launchBrowser,
  mailedLink,
  seedUser,
  visit,
} from "../support/browser.ts";
import { stepAt, totpCode } from "../../worker/features/two-factor/totp.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await benchCall("clock", { offsetMs: 0 });
});

const password = "a-long-enough-password";

async function fillSignIn(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Turns two-factor on and answers the key and the backup codes. */
async function turnOn(page: Page): Promise<{ secret: string; codes: string[] }> {
  await page.goto("/account/security");
  await page.getByRole("link", { name: "Set up" }).click();
  await page.getByRole("img", { name: /QR code/ }).waitFor();
  const secret = (await page.locator("code").first().innerText()).replaceAll(/\s/g, "");
  await expectAccessible(page);
  await page.getByLabel(/Then type the code/).fill(await totpCode(secret, stepAt(Date.now())));
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByText("Your backup codes").waitFor();
  await expectAccessible(page);
  const codes = await page.locator("ol code").allInnerTexts();
  return { secret, codes };
}

test("with the phone lost a backup code signs in, without script as well, and works once", async () => {
  const user = await seedUser();
  const owner = await visit(browser, { user });
  const { codes } = await turnOn(owner.page);
  expect(codes).toHaveLength(10);
  owner.expectQuiet();
  await owner.context.close();

  const { page, context } = await visit(browser, { javaScriptEnabled: false });
  await fillSignIn(page, user.email);
  await page.getByText("Two-factor is on.").waitFor();
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("This code is not right").first().waitFor();
  await page.getByLabel("Code", { exact: true }).fill(codes[0] ?? "");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/chat/);
  await page.goto("/account/security");
  await page.getByText("9 backup codes left").waitFor();
  await context.close();

  const again = await visit(browser);
  await fillSignIn(again.page, user.email);
  await again.page.getByText("Two-factor is on.").waitFor();
  await expectAccessible(again.page);
  await again.page.getByLabel("Code", { exact: true }).fill(codes[0] ?? "");
  await again.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await again.page.getByText("This code is not right").first().waitFor();
  await again.context.close();
});

test("a browser that is trusted is not asked again", async () => {
  const user = await seedUser();
  const owner = await visit(browser, { user });
  const { codes } = await turnOn(owner.page);
  await owner.context.close();
  const { page, context } = await visit(browser);
  await fillSignIn(page, user.email);
  await page.getByLabel("Code", { exact: true }).fill(codes[0] ?? "");
  await page.getByText("Do not ask on this browser").click();
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/chat/);
  await page.goto("/account");
  await page.waitForLoadState("networkidle");
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/\/sign-in/);
  await fillSignIn(page, user.email);
  await page.waitForURL(/\/chat/);
  await page.goto("/account/security");
  await page.getByText("Trusted browsers").waitFor();
  expect(await page.getByRole("button", { name: "Stop trusting" }).count()).toBe(1);
  await context.close();
});

test("a sensitive act leads to the proof and back, and the typed address is not lost", async () => {
  const user = await seedUser();
  const { page, context, expectQuiet } = await visit(browser, { user });
  await benchCall("clock", { offsetMs: 11 * 60_000 });
  const to = `${crypto.randomUUID()}@example.test`;
  await page.goto("/account/security");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("New address").fill(to);
  await page.getByRole("button", { name: "Send both links" }).click();
  await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
  await expectAccessible(page);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("This is not your password.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("Both links are on their way.").waitFor();
  await page.getByText(to).first().waitFor();

  await page.goto(await mailedLink(user.email, "/email-change"));
  await expectAccessible(page);
  await page.getByRole("button", { name: "Agree", exact: true }).click();
  await page.getByText("The other address has to agree as well").waitFor();
  await page.goto(await mailedLink(to, "/email-change"));
  await page.getByRole("button", { name: "Confirm this address" }).click();
  await page.getByText("The address is changed.").waitFor();
  await page.goto("/account/security");
  await page.getByText(`Your address is ${to}`).waitFor();
  expectQuiet();
  await context.close();
});

test("a mailed link signs in; the session shows up elsewhere, is ended there, and is over", async () => {
  const user = await seedUser();
  const guest = await visit(browser);
  await guest.page.goto("/sign-in");
  await guest.page.getByRole("link", { name: "Sign in by mail" }).click();
  await guest.page.getByLabel("E-mail address").fill(user.email);
  await guest.page.getByRole("button", { name: "Send the link" }).click();
  await guest.page.getByText("Check your mail").waitFor();
  await guest.page.goto(await mailedLink(user.email, "/sign-in/link"));
  await guest.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await guest.page.waitForURL(/\/chat/);

  const { page, context, expectQuiet } = await visit(browser, { user });
  await page.goto("/account/security");
  await page.waitForLoadState("networkidle");
  await expectAccessible(page);
  await page.getByText("This browser").first().waitFor();
  await page.getByRole("button", { name: /^End the session/ }).click();
  await page.getByText("The session has ended.").waitFor();
  await guest.page.goto("/chat");
  await guest.page.waitForURL(/\/sign-in/);
  expectQuiet();
  await context.close();
  await guest.context.close();
});

test("in another browser the registration's link asks for the password chosen", async () => {
  const email = `${crypto.randomUUID()}@example.test`;
  const first = await visit(browser);
  await first.page.goto("/register");
  await first.page.getByLabel("E-mail address").fill(email);
  await first.page.getByLabel("Password", { exact: true }).fill("password1");
  await first.page.getByRole("button", { name: "Create account" }).click();
  await first.page.getByText("one of the commonest").first().waitFor();
  await first.page.getByLabel("Password", { exact: true }).fill(password);
  await first.page.getByRole("button", { name: "Create account" }).click();
  await first.page.getByText("Check your mail").waitFor();
  await first.context.close();
  const { page, context } = await visit(browser, { javaScriptEnabled: false });
  await page.goto(await mailedLink(email, "/verify"));
  await page.getByText("You registered in another browser.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/chat/);
  expect(await page.getByRole("main").count()).toBe(1);
  await context.close();
});

test("whoever sits at a browser left open cannot take the account: its owner stops the change and throws them out", async () => {
  const user = await seedUser();
  const thief = await visit(browser, { user });
  await thief.page.goto("/account/security");
  await thief.page.waitForLoadState("networkidle");
  const loot = `${crypto.randomUUID()}@example.test`;
  await thief.page.getByLabel("New address").fill(loot);
  await thief.page.getByRole("button", { name: "Send both links" }).click();
  await thief.page.getByText("Both links are on their way.").waitFor();
  const thiefsLink = await mailedLink(loot, "/email-change");
  await thief.page.goto(thiefsLink);
  await thief.page.getByRole("button", { name: "Confirm this address" }).click();
  await thief.page.getByText("The other address has to agree as well").waitFor();

  const { page, context, expectQuiet } = await visit(browser);
  await page.goto(await mailedLink(user.email, "/email-change"));
  await page.getByRole("button", { name: "It was not me: stop it" }).click();
  await page.getByText("The change is stopped.").waitFor();
  await page.goto("/forgot");
  await page.getByLabel("E-mail address").fill(user.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByText("Check your mail").waitFor();
  await page.goto(await mailedLink(user.email, "/reset"));
  await page.getByLabel("New password").fill("a-password-of-my-own");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByLabel("E-mail address").waitFor();

  await thief.page.goto(thiefsLink);
  await thief.page.getByText("It was used, stopped, or it is older than a day.").waitFor();
  await thief.page.goto("/account");
  await thief.page.waitForURL(/\/sign-in/);
  await fillSignIn(thief.page, user.email);
  await thief.page.getByRole("alert").first().waitFor();
  await thief.page.goto("/forgot");
  await thief.page.getByLabel("E-mail address").fill(loot);
  await thief.page.getByRole("button", { name: "Send the link" }).click();
  await thief.page.getByText("Check your mail").waitFor();
  await expect(mailedLink(loot, "/reset")).rejects.toThrow("No mail");
  expectQuiet();
  await thief.context.close();
  await context.close();
});

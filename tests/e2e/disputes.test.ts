import type { Browser, Page } from "playwright-core";
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

interface Ledger {
  entries: { transactionId: string; amountMicroPt: string }[];
  holds: unknown[];
}

/** The account's ledger; every transaction of it sums to zero. */
async function readLedger(user: SeededUser): Promise<Ledger> {
  await benchCall("drain", {});
  const ledger = await benchCall<Ledger>(`ledger?accountId=${user.accountId}`, undefined, "GET");
  const sums = new Map<string, bigint>();
  for (const { transactionId, amountMicroPt } of ledger.entries) {
    sums.set(transactionId, (sums.get(transactionId) ?? 0n) + BigInt(amountMicroPt));
  }
  expect([...sums.values()].filter((sum) => sum !== 0n)).toEqual([]);
  return ledger;
}

async function balancePt(user: SeededUser): Promise<number> {
  await benchCall("drain", {});
  const answer = await fetch(`${inject("productUrl")}/api/v1/credits`, {
    headers: { cookie: user.cookie },
  });
  return Number((await answer.json<{ balancePt: string }>()).balancePt);
}

async function subjectsTo(address: string): Promise<string[]> {
  await benchCall("drain", {});
  const path = `mail?to=${encodeURIComponent(address)}`;
  const mails = await benchCall<{ subject: string }[]>(path, undefined, "GET");
  return mails.map(({ subject }) => subject);
}

/** Asks the built-in answerer something, and comes to the ledger entry of the charge. */
async function buyAnswer(page: Page): Promise<void> {
  await page.goto("/chat");
  await page.getByRole("textbox", { name: "Message" }).fill("How does a hold work?");
  await page.getByRole("textbox", { name: "Message" }).press("Enter");
  await page.getByRole("button", { name: /^Charged / }).click();
  await page.getByRole("link", { name: "Ledger entry" }).click();
  await page.waitForURL(/\/credits\/transactions\/tx_/);
}

test("a charge is disputed, a question answered, and what is decided comes back and is told", async () => {
  const user = await seedUser({ amountPt: 100 });
  const operator = await seedUser({ amountPt: 10, operator: true });
  const own = await visit(browser, { user });
  const theirs = await visit(browser, { user: operator });
  await buyAnswer(own.page);
  const charged = 100 - (await balancePt(user));
  expect(charged).toBeGreaterThan(0);

  await own.page.getByRole("link", { name: "Dispute this charge" }).click();
  await own.page.waitForURL(/\/disputes\/new/);
  await expectAccessible(own.page);
  await own.page.getByRole("radio", { name: /The answer is wrong/ }).check();
  await own.page.getByLabel("In your own words").fill("It speaks of something else.");
  await own.page.getByRole("button", { name: "Open the dispute" }).click();
  await own.page.waitForURL(/\/disputes\/dsp_/);
  const id = new URL(own.page.url()).pathname.split("/").at(-1) ?? "";
  await benchCall("drain", {});
  expect(await balancePt(user)).toBe(100 - charged);
  expect(await subjectsTo(operator.email)).toContainEqual(expect.stringMatching(/is disputed$/));

  await theirs.page.goto("/operations/disputes");
  await theirs.page.locator(`a[href*="${id}"]`).first().click();
  await theirs.page.getByRole("heading", { name: "Evidence" }).waitFor();
  await expectAccessible(theirs.page);
  await theirs.page.getByLabel("Question").fill("What did you expect instead?");
  await theirs.page.getByRole("button", { name: "Ask", exact: true }).click();
  await theirs.page.getByText("Waiting for the user").first().waitFor();

  await own.page.goto(`/disputes/${id}`);
  await own.page.getByText("What did you expect instead?").waitFor();
  await own.page.getByLabel("Your answer").fill("How PT are reserved.");
  await own.page.getByRole("button", { name: "Send" }).click();
  await own.page.getByText("We are looking at it").waitFor();
  await expectAccessible(own.page);

  await theirs.page.goto(`/operations/disputes/${id}`);
  await theirs.page.getByText("How PT are reserved.").waitFor();
  await theirs.page.getByRole("radio", { name: /^Approve: give back/ }).check();
  await theirs.page.getByLabel("To the user").fill("You are right.");
  await theirs.page.getByRole("button", { name: "Decide" }).click();
  await theirs.page.getByText("Approved").first().waitFor();

  expect(await balancePt(user)).toBe(100);
  expect((await readLedger(user)).holds).toEqual([]);
  await own.page.goto(`/disputes/${id}`);
  await own.page.getByText(/^Approved: .+ given back$/).waitFor();
  await expectAccessible(own.page);
  await own.page.getByRole("link", { name: "Ledger entry" }).click();
  await own.page.waitForURL(/\/credits\/transactions\/tx_/);
  await own.page.goto("/notices");
  await own.page.locator(`a[href="/disputes/${id}"]`).first().waitFor();
  expect(await subjectsTo(user.email)).toContain("Your dispute was approved");
  own.expectQuiet();
  theirs.expectQuiet();
  await own.context.close();
  await theirs.context.close();
});

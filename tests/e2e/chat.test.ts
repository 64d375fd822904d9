import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  benchCall,
  expectAccessible,
  launchBrowser,
  type SeededUser,
  seedUser,
  type Visit,
  visit,
} from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
  await benchCall("rate-card", rateCard, "PUT");
});
afterAll(() => browser.close());

const price = { input: 1, cachedRead: 1, cacheWrite: 1, output: 1 };
const model = (id: string, provider: string, upstreamModel: string) => ({
  id,
  provider,
  upstreamModel,
  class: "core",
  ptPer1k: price,
  maxOutputTokens: 2_000,
});

const rateCard = {
  models: [
    model("selvedge-answerer", "builtin", "selvedge-answerer"),
    model("quick", "openai", "fake:tokens=20"),
    model("slow", "openai", "fake:tokens=400,chunkMs=25"),
    model("failing", "openai", "fake:tokens=50,errorAfter=5"),
    { ...model("closed", "anthropic", "fake:tokens=5"), class: "advanced", minPlan: "business" },
  ],
};

const composer = (page: Page) => page.getByRole("textbox", { name: "Message" });

async function openChat(user: SeededUser, path = "/chat"): Promise<Visit> {
  const opened = await visit(browser, { user });
  await opened.page.goto(path);
  return opened;
}

async function choose(page: Page, name: RegExp): Promise<void> {
  await page.getByRole("button", { name: /^Model:/ }).click();
  await page
    .locator("label")
    .filter({ has: page.getByRole("radio", { name }) })
    .click();
}

async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
  await page.waitForURL(/\/chat\/conv_/);
}

const chargeUnderAnswer = (page: Page) => page.getByRole("button", { name: /^Charged / });

test("a message is estimated, answered, charged, and its charge is found in a ledger that adds up", async () => {
  const { page, context, expectQuiet } = await openChat(await seedUser({ amountPt: 100 }));
  await choose(page, /answerer/i);
  await composer(page).fill("How does a hold work?");
  await page
    .getByText(/^About .+PT, holds/)
    .first()
    .waitFor();
  await composer(page).press("Enter");
  await page.getByText("Sources:").waitFor();
  await chargeUnderAnswer(page).click();
  await page.getByText("Input tokens").waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Ledger entry" }).click();
  await page.waitForURL(/\/credits\/transactions\/tx_/);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await expectAccessible(page);
  expectQuiet();
  await context.close();
});

test("every open tab follows the answer live, and Stop in one ends it in both", async () => {
  const user = await seedUser({ amountPt: 1_000 });
  const first = await openChat(user);
  await choose(first.page, /slow/);
  await send(first.page, "Count to four hundred");
  await first.page.getByText("word5 ").first().waitFor();
  const second = await openChat(user, new URL(first.page.url()).pathname);
  await second.page.getByText("word10 ").first().waitFor();
  await second.page.getByRole("button", { name: "Stop the answer" }).click();
  for (const { page } of [first, second]) {
    await page.getByText("You stopped this answer.").waitFor({ timeout: 5_000 });
    await chargeUnderAnswer(page).waitFor();
  }
  const text = (page: Page) => page.getByRole("article").last().innerText();
  expect(await text(first.page)).toBe(await text(second.page));
  first.expectQuiet();
  second.expectQuiet();
  await first.context.close();
  await second.context.close();
});

test("a closed tab loses nothing: the answer and its one charge are there on return", async () => {
  const user = await seedUser({ amountPt: 1_000 });
  const opened = await openChat(user);
  await choose(opened.page, /slow/);
  await send(opened.page, "Count while I am away");
  await opened.page.getByText("word5 ").first().waitFor();
  const path = new URL(opened.page.url()).pathname;
  await opened.context.close();
  const back = await openChat(user, path);
  await back.page.getByText("word400").waitFor({ timeout: 30_000 });
  await chargeUnderAnswer(back.page).waitFor();
  expect(await chargeUnderAnswer(back.page).count()).toBe(1);
  back.expectQuiet();
  await back.context.close();
});

test("a failed answer is not charged and can be tried again", async () => {
  const { page, context } = await openChat(await seedUser({ amountPt: 100 }));
  await choose(page, /failing/);
  await send(page, "This will break");
  const failure = page
    .getByRole("article")
    .last()
    .getByText(/charged/);
  await failure.first().waitFor();
  expect(await failure.allInnerTexts()).toEqual([
    "You were not charged. Try again, or choose another model below.",
  ]);
  await page.getByRole("button", { name: "Try again" }).waitFor();
  await page.getByRole("button", { name: /^Charged 0\sPT/ }).waitFor();
  expect(await chargeUnderAnswer(page).count()).toBe(1);
  await expectAccessible(page);
  await context.close();
});

test("a conversation opens with its messages in place and keeps them while the page comes alive", async () => {
  const user = await seedUser();
  const before = await openChat(user);
  await choose(before.page, /quick/);
  await send(before.page, "Stay where you are");
  await chargeUnderAnswer(before.page).waitFor();
  const path = new URL(before.page.url()).pathname;
  await before.context.close();
  const { page, context, expectQuiet } = await visit(browser, { user });
  await page.addInitScript(() => {
    let shown = false;
    new MutationObserver(() => {
      const shows = document.querySelector("article") !== null;
      if (shown && !shows) console.error("The transcript was taken away");
      shown = shows;
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(path, { waitUntil: "networkidle" });
  await chargeUnderAnswer(page).waitFor();
  expectQuiet();
  await context.close();
});

test("a template with a long name and text fits a phone", async () => {
  const user = await seedUser({ apiKey: true });
  const { page, context } = await visit(browser, { user, width: 390 });
  await page.goto("/chat/templates");
  const words = "Answer calmly and at length, and leave nothing out. ";
  await page.getByLabel("Name").fill(words.slice(0, 80));
  await page.getByLabel("Text").fill(words.repeat(8));
  await page.getByRole("button", { name: "Save template" }).click();
  const card = page.locator("details").first();
  await card.waitFor();
  const box = await card.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
  await context.close();
});

test("documents and templates go when the question about them is answered, and not before", async () => {
  const { page, context, expectQuiet } = await openChat(await seedUser(), "/knowledge");
  const files = ["one.md", "two.md", "three.md"].map((name) => ({
    name,
    mimeType: "text/markdown",
    buffer: Buffer.from(`# ${name}\n\nThe harbour opens at nine.`),
  }));
  await page.locator("input[type=file]").first().setInputFiles(files);
  await page.getByRole("button", { name: "Add to knowledge" }).click();
  const row = (name: string) => page.getByRole("row").filter({ hasText: name });
  await row("three.md").waitFor();
  await page.getByRole("button", { name: "Delete one.md" }).click();
  const question = page.getByRole("dialog", { name: "Delete one.md?" });
  await expectAccessible(page);
  await question.getByRole("button", { name: "Close" }).click();
  expect(await row("one.md").count()).toBe(1);
  await page.getByRole("button", { name: "Delete one.md" }).click();
  await question.getByRole("button", { name: "Delete" }).click();
  await row("one.md").waitFor({ state: "detached" });
  await page.getByRole("checkbox", { name: /two\.md/ }).check();
  await page.getByRole("checkbox", { name: /three\.md/ }).check();
  await page.getByRole("button", { name: "Delete", exact: true }).first().click();
  await page
    .getByRole("dialog", { name: "Delete the chosen documents?" })
    .getByRole("button", { name: "Delete" })
    .click();
  await page.getByText("Nothing to cite yet").waitFor();

  await page.goto("/chat/templates");
  await page.getByLabel("Name").fill("Review");
  await page.getByLabel("Text").fill("Review this calmly.");
  await page.getByRole("button", { name: "Save template" }).click();
  await page.locator("summary").filter({ hasText: "Review" }).click();
  await page.getByRole("button", { name: "Delete" }).first().click();
  await page
    .getByRole("dialog", { name: "Delete the template Review?" })
    .getByRole("button", { name: "Delete" })
    .click();
  await page.getByText("No templates yet").waitFor();
  expectQuiet();
  await context.close();
}, 120_000);

test("running out of PT keeps the draft and says what is missing", async () => {
  const { page, context } = await openChat(await seedUser({ amountPt: 1 }));
  await choose(page, /quick/);
  const draft = "A question that costs more than there is";
  await composer(page).fill(draft);
  await page
    .getByText(/^Needs /)
    .first()
    .waitFor();
  await composer(page).press("Enter");
  await page.getByText("Your message is kept below.").waitFor();
  expect(await composer(page).inputValue()).toBe(draft);
  await expectAccessible(page);
  await context.close();
});

test("a model outside the plan is shown locked with what opens it", async () => {
  const { page, context } = await openChat(await seedUser());
  await page.getByRole("button", { name: /^Model:/ }).click();
  await page.getByText("Opens with the plan").waitFor();
  expect(await page.getByRole("radio", { name: /closed/ }).isDisabled()).toBe(true);
  await context.close();
});

test("editing a question starts a branch, and both branches stay", async () => {
  const { page, context, expectQuiet } = await openChat(await seedUser());
  await choose(page, /quick/);
  await send(page, "First wording");
  await chargeUnderAnswer(page).waitFor();
  await page.getByText("First wording").first().hover();
  await page.getByRole("button", { name: "Edit the question" }).click();
  const question = page.getByRole("article").first();
  await question.getByRole("textbox").fill("Second wording");
  await question.getByRole("button", { name: /^Send/ }).click();
  await page.getByText("Version 2 of 2").first().waitFor();
  await page.getByRole("button", { name: "Previous version" }).first().click();
  await page.getByText("First wording").last().waitFor();
  expectQuiet();
  await context.close();
});

import { readFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import {
  benchCall,
  expectAccessible,
  launchBrowser,
  mailedLink,
  type SeededUser,
  seedUser,
  visit,
} from "../support/browser.ts";
import { png } from "../support/pictures.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await benchCall("clock", { offsetMs: 0 });
});

const password = "a-long-enough-password";
const DAY_MS = 86_400_000;

const answerer = {
  id: "selvedge-answerer",
  provider: "builtin",
  upstreamModel: "selvedge-answerer",
  class: "core",
  ptPer1k: { input: 1, cachedRead: 1, cacheWrite: 1, output: 1 },
  maxOutputTokens: 1_000,
};

type Row = Record<string, unknown>;

async function call<T>(user: SeededUser, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${inject("productUrl")}/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${user.apiKey}`,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json<T>();
}

function rowsOf(archive: Record<string, Uint8Array>, path: string): Row[] {
  const file = archive[path];
  if (file === undefined) throw new Error(`No ${path} among ${Object.keys(archive).join(", ")}`);
  return strFromU8(file)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}

async function fetchArchive(page: Page): Promise<Record<string, Uint8Array>> {
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  const download = await downloading;
  return unzipSync(readFileSync(await download.path()));
}

test("the archive has what the database and the ledger have of its person, and its link is theirs for seven days", async () => {
  await benchCall("rate-card", { models: [answerer] }, "PUT");
  const user = await seedUser({ apiKey: true });
  const messages = [{ role: "user", content: "How are PT charged?" }];
  await call(user, "/chat/completions", { model: answerer.id, messages });
  const conversation = await call<{ id: string }>(user, "/conversations", { title: "Looms" });
  await benchCall("drain", {});

  const { page, context, expectQuiet } = await visit(browser, { user });
  await page.goto("/account/privacy");
  await page.waitForLoadState("networkidle");
  await page.getByRole("button", { name: "Gather my data" }).click();
  await page.getByText(/Gathering: \d+ %|Your archive has/).waitFor();
  await benchCall("drain", {});
  await page.getByText("Your archive has").waitFor();
  await expectAccessible(page);
  const archive = await fetchArchive(page);

  const [person] = rowsOf(archive, "data/users.jsonl");
  expect(person).toMatchObject({ id: user.id, email: user.email });
  const keys = await call<{ items: Row[] }>(user, "/api-keys");
  expect(rowsOf(archive, "data/api_keys.jsonl").map(({ id }) => id)).toEqual(
    keys.items.map(({ id }) => id),
  );
  expect(Object.keys(archive)).toContain(`conversations/${conversation.id}.json`);
  const ledger = await benchCall<{ entries: Row[] }>(
    `ledger?accountId=${user.accountId}`,
    undefined,
    "GET",
  );
  const own = rowsOf(archive, `ledger/${user.accountId}.jsonl`);
  expect(new Set(own.map(({ id }) => id))).toEqual(new Set(ledger.entries.map(({ id }) => id)));
  expect(ledger.entries.length).toBeGreaterThan(2);
  const everything = Object.values(archive)
    .map((file) => strFromU8(file))
    .join("\n");
  expect(everything).not.toContain(user.apiKey);
  expect(everything).not.toMatch(/scrypt\$|argon2id\$/);

  await mailedLink(user.email, "/account/privacy");
  const path = (await page.getByRole("link", { name: "Download" }).getAttribute("href")) ?? "";
  const stranger = await visit(browser, { user: await seedUser() });
  expect((await stranger.page.goto(path))?.status()).toBe(404);
  await stranger.context.close();
  const nobody = await visit(browser);
  await nobody.page.goto(path);
  await nobody.page.waitForURL(/\/sign-in/);
  await nobody.context.close();
  await benchCall("clock", { offsetMs: 8 * DAY_MS });
  expect((await page.goto(path))?.status()).toBe(410);
  await page.goto("/account/privacy");
  await page.getByRole("button", { name: "Gather my data" }).waitFor();
  expect(await page.getByRole("link", { name: "Download" }).count()).toBe(0);
  expectQuiet();
  await context.close();
});

test("someone who closes their account is out at once, and finds everything as it was when they come back in time", async () => {
  const user = await seedUser({ apiKey: true });
  const { page, context, expectQuiet } = await visit(browser, { user });
  await page.goto("/account");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Name", { exact: true }).fill("Wanda Weaver");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.").waitFor();
  const picture = png(300, 200, (x) => [x % 256, 80, 160, 255]);
  const file = { name: "me.png", mimeType: "image/png", buffer: Buffer.from(picture) };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.locator("input[type=file][aria-busy=false]").waitFor();
  await page.getByRole("button", { name: "Show this picture" }).click();
  const shown = page.getByRole("main").locator('img[src*="/avatars/"]');
  await shown.waitFor();
  expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256);

  await benchCall("clock", { offsetMs: 11 * 60_000 });
  await page.goto("/account/privacy");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Type your address to confirm").fill(user.email);
  await page.getByRole("button", { name: "Close my account" }).click();
  await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("Your account is closed").waitFor();
  await expectAccessible(page);
  await expect(call(user, "/me")).rejects.toThrow(": 401");
  await page.goto("/chat");
  await page.waitForURL(/\/sign-in/);

  await page.getByLabel("E-mail address").fill(user.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("Your account is about to go").waitFor();
  await expectAccessible(page);
  await page.goto("/account");
  await page.getByRole("button", { name: "Bring my account back" }).click();
  await page.waitForURL(/\/account$/);
  expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Wanda Weaver");
  await shown.waitFor();
  expectQuiet();
  await context.close();
});

test("documents that changed are asked about before anything else; what was decided stays on record", async () => {
  const user = await seedUser({ acceptedVersion: "2025-01-01" });
  const { page, context, expectQuiet } = await visit(browser, { user });
  await page.goto("/credits");
  await page.waitForURL(/\/legal\/accept/);
  await page.getByRole("link", { name: "Terms of use" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Accept and go on" }).click();
  await page.waitForURL(/\/credits$/);

  await page.goto("/account/privacy");
  await page.waitForLoadState("networkidle");
  const objection = page.getByRole("switch", { name: /Do not sell or share/ });
  expect(await objection.isChecked()).toBe(false);
  await page.locator("label").filter({ has: objection }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.").waitFor();
  await page.reload();
  expect(await objection.isChecked()).toBe(true);
  await page.getByText("Everything you decided").click();
  await page.getByText("when asked again").first().waitFor();
  await page.getByText("in the settings").first().waitFor();
  await expectAccessible(page);
  expectQuiet();
  await context.close();
});

import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
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

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await benchCall("clock", { offsetMs: 0 });
});

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A team with seats for ten, and its owner, who is signed in. */
async function seedTeam(name: string): Promise<SeededUser> {
  const slug = `team-${crypto.randomUUID().slice(0, 8)}`;
  const email = `${crypto.randomUUID()}@example.test`;
  const password = "a-long-enough-password";
  const { users } = await benchCall<{ users: SeededUser[] }>("seed", {
    workspaces: [{ slug, name, plan: "business" }],
    users: [{ email, password, name: "Olga Owner", workspace: slug, role: "owner" }],
  });
  const [owner] = users;
  if (owner === undefined) throw new Error("The seed answered without a user");
  return owner;
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState("networkidle");
}

async function invite(page: Page, email: string, role: string): Promise<string> {
  await open(page, "/workspace/members");
  await page.getByLabel("E-mail").fill(email);
  const form = page.locator("form").filter({ has: page.getByLabel("E-mail") });
  await form.getByLabel("Role").selectOption({ label: role });
  await form.getByRole("button", { name: "Invite" }).click();
  await page.getByText("The invitation is on its way.").waitFor();
  return await mailedLink(email, /^\/invite\//);
}

/** The row of a member with its controls shown. */
async function manage(page: Page, name: string) {
  await open(page, "/workspace/members");
  const row = page.getByRole("listitem").filter({ hasText: name });
  await row.locator("summary").click();
  return row;
}

async function download(page: Page, name: string): Promise<string> {
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name, exact: true }).click();
  return readFileSync(await (await downloading).path(), "utf8");
}

/** Posts a form of that page with the person's own session, as a script of theirs could. */
async function post(context: BrowserContext, path: string, form: Record<string, string>) {
  const origin = inject("productUrl");
  return await context.request.post(path, { form, headers: { origin, accept: "text/html" } });
}

test("someone makes a team, names it anew, and goes from one workspace to the other", async () => {
  const user = await seedUser({ name: "Tom Team" });
  const { page, context, expectQuiet } = await visit(browser, { user });
  await open(page, "/workspace/members");
  await page.getByText("This workspace is yours alone.").waitFor();
  await page.getByRole("link", { name: "New team" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Weavers");
  await page.getByRole("button", { name: "Create team" }).click();
  await page.waitForURL(/\/workspace$/);
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Name", { exact: true }).fill("Weavers & Dyers");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Weavers & Dyers" }).waitFor();
  await page.getByRole("link", { name: "Members" }).click();
  await page.getByText("All seats are taken.").waitFor();
  await open(page, "/workspaces");
  await page.getByRole("button", { name: "Switch" }).click();
  await page.waitForURL(/\/workspace$/);
  await open(page, "/workspaces");
  const here = page.getByRole("listitem").filter({ hasText: "you are here" });
  expect(await here.innerText()).toContain("Tom Team");
  expectQuiet();
  await context.close();
});

test("who is invited by mail or by a link comes in, may what the role says, and is counted in the audit log", async () => {
  const owner = await seedTeam("Harbour");
  const viewer = await seedUser({ name: "Vera Viewer" });
  const helper = await seedUser({ name: "Henk Helper" });
  const { page, context, expectQuiet } = await visit(browser, { user: owner });

  await open(page, "/workspace/roles");
  await page.getByLabel("Name", { exact: true }).fill("Auditor");
  await page.getByLabel("Read the audit log").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Auditor" }).waitFor();

  const mailed = await invite(page, viewer.email, "Viewer");
  const theirs = await visit(browser, { user: viewer });
  await theirs.page.goto(mailed);
  await expectAccessible(theirs.page);
  await theirs.page.getByRole("button", { name: "Accept" }).click();
  await theirs.page.waitForURL(/\/workspace\/members/);
  await theirs.page.getByText("2 of 10 seats taken").waitFor();
  expect(await theirs.page.getByRole("button", { name: "Invite" }).count()).toBe(0);
  expect(await theirs.page.locator("summary").count()).toBe(0);
  await expectAccessible(theirs.page);
  const refused = await post(theirs.context, "/workspace/members", {
    form: `remove-${owner.id}`,
    intent: "remove",
    id: owner.id,
  });
  expect(refused.status()).toBe(403);
  expect(await refused.text()).toContain("members.remove");
  expect((await theirs.page.goto("/workspace/audit"))?.status()).toBe(403);
  await theirs.page.getByText("Your role in this workspace does not include").waitFor();
  expect((await theirs.page.goto(mailed))?.status()).toBe(200);
  await theirs.page.getByText("This invitation was accepted already").waitFor();

  await open(page, "/workspace/members");
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByText("Copy the link now.").waitFor();
  await expectAccessible(page);
  const link = await page.getByRole("main").locator("code").first().innerText();
  const guest = await visit(browser, { user: helper, javaScriptEnabled: false });
  await guest.page.goto(link);
  await guest.page.getByRole("button", { name: "Accept" }).click();
  await guest.page.waitForURL(/\/workspace\/members/);

  const row = await manage(page, "Vera Viewer");
  await row.getByLabel("Role").selectOption({ label: "Auditor" });
  await row.getByRole("button", { name: "Save" }).click();
  await page.getByText("Auditor", { exact: true }).first().waitFor();
  expect((await theirs.page.goto("/workspace/audit"))?.status()).toBe(200);
  const joined = /Member joined/;
  await theirs.page.getByRole("row", { name: joined }).first().waitFor();

  const capped = await manage(page, "Henk Helper");
  await capped.getByLabel(/PT cap/).fill("5");
  await capped.getByRole("button", { name: "Save" }).click();
  await page.getByText("0 / 5").waitFor();

  await open(page, "/workspace/audit");
  await page
    .getByRole("row", { name: /Member changed/ })
    .first()
    .waitFor();
  await page.getByLabel("What", { exact: true }).selectOption({ label: "Member joined" });
  await page.getByRole("button", { name: "Filter" }).click();
  await page.waitForURL(/action=member\.joined/);
  await page
    .getByRole("row", { name: /Member changed/ })
    .first()
    .waitFor({ state: "detached" });
  expect(await page.getByRole("row", { name: joined }).count()).toBe(2);
  const csv = await download(page, "CSV");
  const lines = csv.trim().split("\r\n");
  expect(lines.slice(1)).toHaveLength(2);
  expect(csv).toContain(viewer.id);
  const rows = (await download(page, "JSON")).trim().split("\n");
  expect(rows.map((line) => JSON.parse(line) as { action: string })).toMatchObject([
    { action: "member.joined" },
    { action: "member.joined" },
  ]);
  theirs.expectQuiet();
  expectQuiet();
  for (const one of [theirs, guest]) await one.context.close();
  await context.close();
});

test("who was not invited asks, one of those who may decide answers, and the others are told no more", async () => {
  const owner = await seedTeam("Gatehouse");
  const second = await seedUser({ name: "Sam Second" });
  const asker = await seedUser({ name: "Ada Asker" });
  const { page, context, expectQuiet } = await visit(browser, { user: owner, width: 390 });
  const theirs = await visit(browser, { user: second });
  await theirs.page.goto(await invite(page, second.email, "Admin"));
  await theirs.page.getByRole("button", { name: "Accept" }).click();
  await theirs.page.waitForURL(/\/workspace\/members/);

  const other = `${crypto.randomUUID()}@example.test`;
  const asking = await visit(browser, { user: asker });
  await asking.page.goto(await invite(page, other, "Viewer"));
  await asking.page.getByRole("button", { name: `Ask to join as ${asker.email}` }).click();
  await asking.page.getByText("Your request waits for someone who may let you in.").waitFor();
  await benchCall("drain", {});

  await theirs.page.getByRole("button", { name: "1 notification" }).waitFor();
  await open(page, "/credits");
  await page.getByRole("button", { name: "1 notification" }).click();
  await page.getByRole("link", { name: /^Ada Asker .* asks to join/ }).click();
  await page.waitForURL(/\/workspace\/members/);
  const request = page.getByRole("listitem").filter({ hasText: asker.email });
  await request.waitFor();
  await expectAccessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide, "nothing is wider than the screen").toBe(390);

  const late = await theirs.context.newPage();
  await open(late, "/workspace/members");
  await request.getByRole("button", { name: "Accept" }).click();
  await page.getByText("They are in, and a mail tells them so.").waitFor();
  await benchCall("drain", {});
  await theirs.page.getByRole("button", { name: "0 notifications" }).waitFor();
  for (const tab of [page, theirs.page]) {
    await tab.goto("/notices");
    await tab.getByText("Nothing new").waitFor();
  }
  await late.getByRole("button", { name: "Decline" }).click();
  await late.getByText("Nobody waits for an answer to this request any more.").waitFor();

  await asking.page.goto(await mailedLink(asker.email, "/workspace"));
  await asking.page.getByRole("button", { name: "Switch" }).click();
  await asking.page.getByRole("heading", { name: "Gatehouse" }).waitFor();
  asking.expectQuiet();
  theirs.expectQuiet();
  expectQuiet();
  for (const one of [asking, theirs]) await one.context.close();
  await context.close();
});

test("a link that opens nothing says what happened, and leads onward", async () => {
  const owner = await seedTeam("Lighthouse");
  const late = await seedUser({ name: "Lena Late" });
  const nobody = await visit(browser, { width: 390 });
  await nobody.page.goto("/invite/nonsense");
  await nobody.page.getByRole("heading", { name: "This link leads to no invitation" }).waitFor();
  const card = nobody.page.getByRole("main");
  await card.getByRole("link", { name: "Go to the start page" }).waitFor();
  await expectAccessible(nobody.page);
  await card.getByRole("link", { name: "Sign in" }).click();
  await nobody.page.waitForURL(/\/sign-in\?next=%2Fworkspaces/);
  nobody.expectQuiet();
  await nobody.context.close();

  const { page, context, expectQuiet } = await visit(browser, { user: owner });
  const link = await invite(page, `${crypto.randomUUID()}@example.test`, "Viewer");
  await benchCall("clock", { offsetMs: 8 * DAY_MS });
  const guest = await visit(browser, { user: late });
  await guest.page.goto(link);
  await guest.page.getByRole("heading", { name: "This invitation has expired" }).waitFor();
  expect(await guest.page.getByRole("main").innerText()).not.toContain("Lighthouse");
  await expectAccessible(guest.page);
  await guest.page.getByRole("button", { name: /^Ask to join/ }).click();
  await guest.page.getByText("Your request waits for someone who may let you in.").waitFor();
  await open(page, "/workspace/members");
  await page.getByText("Lena Late").waitFor();

  await page.getByRole("button", { name: "Send again" }).click();
  await guest.page.goto(link);
  await guest.page.getByRole("heading", { name: "This link leads to no invitation" }).waitFor();
  guest.expectQuiet();
  expectQuiet();
  await guest.context.close();
  await context.close();
});

test("the ownership is handed over, the workspace deleted, brought back within its grace, and gone after it", async () => {
  const owner = await seedTeam("Shortlived");
  const heir = await seedUser({ name: "Hana Heir" });
  const { page, context, expectQuiet } = await visit(browser, { user: owner });
  const link = await invite(page, heir.email, "Admin");
  const theirs = await visit(browser, { user: heir });
  await theirs.page.goto(link);
  await theirs.page.getByRole("button", { name: "Accept" }).click();
  await theirs.page.waitForURL(/\/workspace\/members/);

  await open(page, "/workspace");
  await page.getByLabel("New owner").selectOption({ label: "Hana Heir" });
  await page.getByRole("button", { name: "Offer" }).click();
  await page.getByText("The ownership is offered.").waitFor();
  await open(theirs.page, "/workspace");
  expect(await theirs.page.getByRole("button", { name: "Delete workspace" }).count()).toBe(0);
  await theirs.page.getByRole("button", { name: "Accept" }).click();
  await theirs.page.getByRole("button", { name: "Delete workspace" }).first().click();
  const dialog = theirs.page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("Shortlived");
  await dialog.getByRole("button", { name: "Delete workspace" }).click();
  await theirs.page.getByText(/This workspace will be deleted on/).waitFor();
  await expectAccessible(theirs.page);
  await open(page, "/workspace");
  await page.getByText(/This workspace will be deleted on/).waitFor();
  expect(await page.getByRole("button", { name: "Restore" }).count()).toBe(0);
  await theirs.page.getByRole("button", { name: "Restore" }).click();
  await theirs.page.getByText(/will be deleted on/).waitFor({ state: "detached" });

  await theirs.page.getByRole("button", { name: "Delete workspace" }).first().click();
  await dialog.getByRole("textbox").fill("Shortlived");
  await dialog.getByRole("button", { name: "Delete workspace" }).click();
  await theirs.page.getByText(/This workspace will be deleted on/).waitFor();
  await benchCall("clock", { offsetMs: 15 * DAY_MS });
  await benchCall("cron", { name: "purge-workspaces" });
  await benchCall("drain", {});
  await open(theirs.page, "/workspaces");
  expect(await theirs.page.getByRole("main").innerText()).not.toContain("Shortlived");
  theirs.expectQuiet();
  expectQuiet();
  await theirs.context.close();
  await context.close();
});

test("an API key does what its scopes say, is changed for a new secret while the old one lasts, and ends", async () => {
  const user = await seedUser();
  const { page, context, expectQuiet } = await visit(browser, { user });
  const statusWith = async (secret: string, path: string, method = "GET") => {
    const answer = await fetch(`${inject("productUrl")}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
      },
      ...(method === "POST" ? { body: JSON.stringify({ title: "By key" }) } : {}),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
  const shown = page.locator("code.select-all").first();

  await open(page, "/keys");
  await page.getByLabel("Name", { exact: true }).fill("Nightly report");
  await page.getByRole("checkbox", { name: /^Chat/ }).uncheck();
  await page.getByRole("checkbox", { name: /^Write/ }).uncheck();
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByText("The key “Nightly report” is ready").waitFor();
  await expectAccessible(page);
  const first = await shown.innerText();
  expect(await statusWith(first, "/conversations")).toBe(200);
  expect(await statusWith(first, "/conversations", "POST")).toBe(403);

  await page.getByRole("link", { name: "Change" }).click();
  await page.waitForURL(/\/keys\/key_/);
  await page.getByLabel("Old secret stays good").selectOption({ label: "for an hour" });
  await page.getByRole("button", { name: "Make a new secret" }).click();
  await page.getByText("The new secret of “Nightly report”").waitFor();
  await page.getByText("The old secret is good until").waitFor();
  await expectAccessible(page);
  const second = await shown.innerText();
  expect(second).not.toBe(first);
  expect(await statusWith(first, "/conversations")).toBe(200);
  expect(await statusWith(second, "/conversations")).toBe(200);
  await benchCall("clock", { offsetMs: HOUR_MS + 1_000 });
  expect(await statusWith(first, "/conversations")).toBe(401);
  expect(await statusWith(second, "/conversations")).toBe(200);

  await page.getByRole("button", { name: "Revoke" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.waitForURL(/\/keys$/);
  await page.getByText("revoked").waitFor();
  expect(await statusWith(second, "/conversations")).toBe(401);
  expectQuiet();
  await context.close();
});

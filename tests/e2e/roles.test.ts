import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { z } from "zod";
import { benchCall, launchBrowser, type SeededUser, visit } from "../support/browser.ts";

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

async function callApi(
  key: string,
  path: string,
  body: string,
  type = "application/json",
): Promise<unknown> {
  const answer = await fetch(`${inject("productUrl")}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": type },
    body,
  });
  expect(answer.status, path).toBeLessThan(300);
  return await answer.json();
}

/** A team with something of everything in it, and one member of each role. */
async function makeTeam() {
  const slug = `team-${crypto.randomUUID().slice(0, 8)}`;
  await benchCall("rate-card", { models: [answerer] }, "PUT");
  const person = (role: string, more: object = {}) => ({
    email: `${role}-${slug}@example.test`,
    password: "a-long-enough-password",
    workspace: slug,
    role,
    ...more,
  });
  const { users } = await benchCall<{ users: SeededUser[] }>("seed", {
    workspaces: [{ slug, name: "Acme", plan: "business" }],
    users: [
      person("owner", { apiKey: true, grants: [{ amountPt: 1_000, kind: "topup" }] }),
      person("viewer"),
      person("billing"),
    ],
  });
  const [owner, viewer, billing] = users;
  if (owner === undefined || viewer === undefined || billing === undefined) throw new Error(slug);
  const made = await callApi(owner.apiKey, "/conversations", '{"title":"Top-ups"}');
  const talk = z.object({ id: z.string() }).parse(made);
  await callApi(owner.apiKey, `/conversations/${talk.id}/messages`, '{"text":"What is PT?"}');
  await callApi(owner.apiKey, "/documents?name=handbook.md", "# Handbook", "text/markdown");
  await callApi(owner.apiKey, "/templates", JSON.stringify({ name: "Notes", text: "Write" }));
  return { viewer, billing, talk: talk.id };
}

/** The names of what can be pressed to change something on the page, without its frame. */
async function pressables(page: Page): Promise<string[]> {
  const buttons = page.getByRole("main").getByRole("button", { disabled: false });
  const names = await buttons.evaluateAll((all) =>
    all.map((one) => (one.getAttribute("aria-label") ?? one.textContent ?? "").trim()),
  );
  const inputs = await page.locator("main input[type=file]:not([disabled])").count();
  return inputs === 0 ? names : [...names, "a file"];
}

/** What someone who may only look can press: it opens, copies and leaves. */
const harmless = /^(?:Actions for |Copy|Source|Charged|Columns|Export|Leave this workspace)/;

const pages = [
  "/chat/templates",
  "/knowledge",
  "/models",
  "/credits",
  "/disputes",
  "/webhooks",
  "/workspace",
  "/workspace/members",
  "/workspace/roles",
  "/workspace/channels",
  "/notices",
  "/billing",
  "/billing/change",
  "/billing/top-up",
  "/billing/limits",
  "/billing/methods",
  "/billing/details",
  "/billing/invoices",
  "/billing/statements",
];

test("who may only look is offered nothing that would be refused", async () => {
  const { viewer, talk } = await makeTeam();
  const { page, context, expectQuiet } = await visit(browser, { user: viewer });
  for (const path of ["/chat", `/chat/${talk}`, `/chat/${talk}/settings`, ...pages]) {
    expect((await page.goto(path))?.status(), path).toBe(200);
    const offered = (await pressables(page)).filter((name) => !harmless.test(name));
    expect(offered, path).toEqual([]);
  }
  await page.goto("/credits");
  expect(await page.getByRole("main").getByRole("button", { name: "Export" }).count()).toBe(0);
  expect((await page.goto("/credits/export/csv"))?.status()).toBe(403);
  await page.goto(`/chat/${talk}`);
  await page.getByText("Your role reads conversations; it does not write in them.").waitFor();
  expect(await page.getByRole("link", { name: "New conversation" }).count()).toBe(0);
  expectQuiet();
  await context.close();
}, 120_000);

test("who pays begins at the credits, and changes only what is about money", async () => {
  const { billing } = await makeTeam();
  const { page, context, expectQuiet } = await visit(browser, { user: billing });
  await page.goto("/chat");
  expect(new URL(page.url()).pathname).toBe("/credits");
  const closed = new Set(["/chat/templates", "/knowledge", "/disputes"]);
  const elsewhere = pages.filter((path) => !closed.has(path) && !path.startsWith("/billing"));
  for (const path of [...elsewhere, "/billing/limits"]) {
    expect((await page.goto(path))?.status(), path).toBe(200);
    const offered = (await pressables(page)).filter((name) => !harmless.test(name));
    expect(offered, path).toEqual(path === "/billing/limits" ? ["Save"] : []);
  }
  await page.goto("/credits");
  await page.getByRole("main").getByRole("button", { name: "Export" }).waitFor();
  expectQuiet();
  await context.close();
}, 120_000);

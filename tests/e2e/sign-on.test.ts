import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportPKCS8, exportSPKI, generateKeyPair } from "jose";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";
import { expectAccessible, launchBrowser, type SeededUser, visit } from "../support/browser.ts";
import { fakeZone } from "../support/mail/bench.ts";
import { startFakeMail } from "../support/mail/serve.ts";
import type { AppleClient } from "../support/oidc/apple.ts";
import { CLIENT_ID, CLIENT_SECRET, type StandIns, startProviders } from "../support/oidc/serve.ts";
import { freePort, type StartedProduct, startProduct } from "../support/serve-built.ts";

const PASSWORD = "a-long-enough-password";
const ZONE = "sign-on";

let browser: Browser;
let providers: StandIns;
let names: Awaited<ReturnType<typeof startFakeMail>>;
let product: StartedProduct;
const home = mkdtempSync(join(tmpdir(), "selvedge-sign-on-"));

const apple = { clientId: "com.example.selvedge", teamId: "TEAM123456", keyId: "KEY1234567" };

/** Says of Apple's client what is said, and who comes to it. */
async function atApple(client: Partial<AppleClient>): Promise<void> {
  const body = JSON.stringify({ clientId: apple.clientId, ...client });
  const url = new URL("/__apple", providers.appleUrl);
  await (await fetch(url, { method: "PUT", body })).text();
}

/** A product of its own, which finds Google, Apple and a company's provider on this machine. */
beforeAll(async () => {
  const port = await freePort();
  const team = await generateKeyPair("ES256", { extractable: true });
  [browser, providers, names] = await Promise.all([
    launchBrowser(),
    startProviders([`http://localhost:${port}`]),
    startFakeMail(),
  ]);
  product = await startProduct(home, {
    PORT: String(port),
    GOOGLE_CLIENT_ID: CLIENT_ID,
    GOOGLE_CLIENT_SECRET: CLIENT_SECRET,
    GOOGLE_ISSUER: providers.url,
    APPLE_CLIENT_ID: apple.clientId,
    APPLE_TEAM_ID: apple.teamId,
    APPLE_KEY_ID: apple.keyId,
    APPLE_PRIVATE_KEY: await exportPKCS8(team.privateKey),
    APPLE_ISSUER: providers.appleUrl,
    WEBHOOK_PRIVATE_HOSTS: "1",
    DNS_OVER_HTTPS_URL: await fakeZone(names.url, ZONE, []),
  });
  await atApple({ ...apple, publicKey: await exportSPKI(team.publicKey) });
});

afterAll(async () => {
  await product.end();
  await Promise.all([browser.close(), providers.close(), names.close()]);
  rmSync(home, { recursive: true, force: true });
});

let people = 0;

/** Says who is signed in at the provider from now on. */
async function atProvider(email: string, name: string): Promise<void> {
  people += 1;
  const person = { subject: `subject-${people}`, email, emailVerified: true, name };
  const body = JSON.stringify(person);
  await (await fetch(`${providers.url}/__person`, { method: "PUT", body })).text();
}

async function seed(input: unknown): Promise<SeededUser[]> {
  const answer = await fetch(`${product.url}/__bench/seed`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json<{ users: SeededUser[] }>()).users;
}

async function acceptTerms(page: Page): Promise<void> {
  await page.waitForURL(/\/legal\/accept/);
  await page.getByRole("button", { name: "Accept and go on" }).click();
}

async function typeAddress(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Sign in with your company" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
}

test("someone new comes by Google, accepts the terms, signs out and comes back", async () => {
  const email = `${crypto.randomUUID()}@example.test`;
  await atProvider(email, "Gina Google");
  const { page, context, expectQuiet } = await visit(browser, { url: product.url });
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await acceptTerms(page);
  await page.waitForURL(/\/chat$/);
  await page.goto("/account");
  await page.getByRole("main").getByText(email).first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/\/sign-in/);
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await page.waitForURL(/\/chat$/);
  expectQuiet();
  await context.close();
});

test("someone new comes by Apple, which posts from its own site, after they have thought again", async () => {
  const email = `${crypto.randomUUID()}@privaterelay.appleid.com`;
  const person = { subject: "001.a.b", email, emailVerified: true, name: "Ann Apple" };
  await atApple({ person, choice: "cancel" });
  const { page, context, expectQuiet } = await visit(browser, { url: product.url });
  await page.goto("/sign-in");
  const apples = page.getByRole("button", { name: "Continue with Apple" });
  await apples.click();
  await page.waitForURL(/failed=cancelled/);
  await atApple({ choice: "agree" });
  await apples.click();
  await acceptTerms(page);
  await page.waitForURL(/\/chat$/);
  await page.goto("/account");
  await page.getByRole("main").getByText(email).first().waitFor();
  await page.getByText("Ann Apple").first().waitFor();
  expectQuiet();
  await context.close();
});

test("an owner sets the company's sign-on up, colleagues come in by it, and then no other way", async () => {
  const domain = `${crypto.randomUUID().slice(0, 8)}.acme.example.com`;
  const workspace = domain.replaceAll(".", "-");
  const inIt = { password: PASSWORD, workspace };
  const [owner, ann] = await seed({
    workspaces: [{ slug: workspace, name: "Acme Weaving", plan: "business" }],
    users: [
      { ...inIt, email: `${crypto.randomUUID()}@example.test`, role: "owner" },
      { ...inIt, email: `ann@${domain}`, role: "member" },
    ],
  });
  if (owner === undefined || ann === undefined) throw new Error("The seed made nobody");

  const setUp = await visit(browser, { url: product.url, user: owner });
  const { page } = setUp;
  await page.goto("/workspace/sign-on");
  await page.getByText("Prove a domain first").waitFor();
  await page.getByRole("link", { name: "Go to Domains" }).click();
  await page.getByLabel("Domain", { exact: true }).fill(domain);
  await page.getByRole("button", { name: "Claim" }).click();
  const record = await page.locator("code", { hasText: "selvedge-domain=" }).innerText();
  const [, name = "", data = ""] = /^(\S+) TXT "(.+)"$/.exec(record) ?? [];
  await fakeZone(names.url, ZONE, [{ name, type: "TXT", data }]);
  await page.getByRole("button", { name: "Check now" }).click();
  await page.getByText("proven", { exact: true }).waitFor();

  await page.goto("/workspace/sign-on");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Issuer").fill(`${providers.url}/elsewhere`);
  await page.getByLabel("Client ID").fill(CLIENT_ID);
  await page.getByLabel("Client secret").fill(CLIENT_SECRET);
  await page.getByRole("switch", { name: /^Switched on/ }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page
    .getByText(/^The provider cannot be used\. Nothing was found there \(\W*HTTP 404/)
    .first()
    .waitFor();
  await expectAccessible(page);
  await page.getByLabel("Issuer").fill(providers.url);
  await page.getByLabel("Client secret").fill(CLIENT_SECRET);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The sign-on is saved.").waitFor();
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.getByText("People can sign in by it.").waitFor();
  await expectAccessible(page);

  await atProvider(`bob@${domain}`, "Bob Colleague");
  const colleague = await visit(browser, { url: product.url });
  await typeAddress(colleague.page, `someone@nobody.${domain}`);
  await colleague.page.getByText(/^No company has set up/).waitFor();
  await expectAccessible(colleague.page);
  await typeAddress(colleague.page, `bob@${domain}`);
  await acceptTerms(colleague.page);
  await colleague.page.waitForURL(/\/chat$/);
  await colleague.page.goto("/workspace/members");
  await colleague.page.getByRole("heading", { name: "Acme Weaving" }).waitFor();
  await colleague.page.getByText("Bob Colleague").first().waitFor();
  colleague.expectQuiet();
  await colleague.context.close();

  await page.goto("/workspace/sign-on");
  await page.waitForLoadState("networkidle");
  await page.getByText("1 person comes in by it").waitFor();
  await page.getByRole("switch", { name: /^Required/ }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("required", { exact: true }).waitFor();
  setUp.expectQuiet();
  await setUp.context.close();

  await atProvider(ann.email, "Ann Member");
  const member = await visit(browser, { url: product.url });
  await member.page.goto("/sign-in");
  await member.page.getByLabel("E-mail address").fill(ann.email);
  await member.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await member.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await member.page
    .getByRole("heading", { name: "Acme Weaving asks for your company’s sign-in" })
    .waitFor();
  await expectAccessible(member.page);
  await member.page.getByRole("button", { name: "Sign in with your company" }).click();
  await member.page.getByRole("heading", { name: "Connect your account" }).waitFor();
  await expectAccessible(member.page);
  await member.page.getByRole("button", { name: "Connect and go on" }).click();
  await member.page.waitForURL(/\/chat$/);
  await member.page.goto("/workspace");
  await member.page.getByRole("heading", { name: "Acme Weaving" }).waitFor();
  member.expectQuiet();
  await member.context.close();
});

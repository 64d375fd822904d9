import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { benchCall, expectAccessible, launchBrowser, seedUser, visit } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await benchCall("clock", { offsetMs: 0 });
});

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const program = "backup-tool";

/** What the command-line tool sends and gets. */
async function ask(path: string, fields: Record<string, string>): Promise<Record<string, string>> {
  const answer = await fetch(`${inject("productUrl")}/api/v1/auth/${path}`, {
    method: "POST",
    body: new URLSearchParams({ client_id: program, ...fields }),
  });
  return await answer.json();
}

async function statusWith(token: string | undefined): Promise<number> {
  const answer = await fetch(`${inject("productUrl")}/api/v1/me`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return answer.status;
}

test("a command-line tool is let in by its code, renews its tokens, and is out when one comes back or its person says so", async () => {
  const user = await seedUser();
  const { page, context, expectQuiet } = await visit(browser, { user });

  async function letIn(): Promise<Record<string, string>> {
    const asked = await ask("device", { scope: "chat read" });
    const poll = { grant_type: DEVICE_GRANT, device_code: asked["device_code"] ?? "" };
    expect(await ask("token", poll)).toMatchObject({ error: "authorization_pending" });
    await page.goto("/device");
    await expectAccessible(page);
    await page.getByLabel("Code", { exact: true }).fill(asked["user_code"]?.toLowerCase() ?? "");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText(`Let “${program}” in?`).waitFor();
    await page.getByText(asked["user_code"] ?? "").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Let it in" }).click();
    await page.getByText("The program is in").waitFor();
    return await ask("token", poll);
  }

  const first = await letIn();
  expect(await statusWith(first["access_token"])).toBe(200);
  const renew = { grant_type: "refresh_token", refresh_token: first["refresh_token"] ?? "" };
  const second = await ask("token", renew);
  expect(second["refresh_token"]).not.toBe(first["refresh_token"]);
  expect(await statusWith(second["access_token"])).toBe(200);
  await benchCall("clock", { offsetMs: 20_000 });
  expect(await ask("token", renew)).toMatchObject({ error: "invalid_grant" });
  expect(await statusWith(second["access_token"])).toBe(401);
  const late = { grant_type: "refresh_token", refresh_token: second["refresh_token"] ?? "" };
  expect(await ask("token", late)).toMatchObject({ error: "invalid_grant" });

  const other = await letIn();
  await page.getByRole("link", { name: "Sign-ins" }).click();
  await page.getByText(program).waitFor();
  await page.waitForLoadState("networkidle");
  await expectAccessible(page);
  await page.getByRole("button", { name: `Take access away from ${program}` }).click();
  await page.getByText("No program has access").waitFor();
  expect(await statusWith(other["access_token"])).toBe(401);
  expectQuiet();
  await context.close();
});

test("a program that nobody asked for is turned away, and a code that is over opens nothing", async () => {
  const { page, context } = await visit(browser, {
    user: await seedUser(),
    javaScriptEnabled: false,
  });
  const asked = await ask("device", { scope: "chat" });
  await page.goto(asked["verification_uri_complete"] ?? "");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Turn it away" }).click();
  await page.getByText("The program was turned away").waitFor();
  const poll = { grant_type: DEVICE_GRANT, device_code: asked["device_code"] ?? "" };
  expect(await ask("token", poll)).toMatchObject({ error: "access_denied" });

  const late = await ask("device", { scope: "chat" });
  await benchCall("clock", { offsetMs: 16 * 60_000 });
  await page.goto(late["verification_uri_complete"] ?? "");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("No program waits with this code.").first().waitFor();
  await context.close();
});

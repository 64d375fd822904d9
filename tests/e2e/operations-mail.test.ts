import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Bench, type Person, until } from "../built/drill.ts";
import { expectAccessible, launchBrowser, visit } from "../support/browser.ts";
import { fakeZone } from "../support/mail/bench.ts";
import { startFakeMail } from "../support/mail/serve.ts";
import { freePort, type StartedProduct, startProduct } from "../support/serve-built.ts";
import { type SmtpStandIn, startSmtp } from "../support/smtp/serve.ts";

const ZONE = "operations-mail";
const PATIENT = { timeout: 20_000, interval: 250 };
const home = mkdtempSync(join(tmpdir(), "selvedge-operations-mail-"));
let browser: Browser;
let server: SmtpStandIn;
let fake: Awaited<ReturnType<typeof startFakeMail>>;
let product: StartedProduct;
let bench: Bench;
let operator: Person;

beforeAll(async () => {
  [browser, server, fake] = await Promise.all([launchBrowser(), startSmtp(), startFakeMail()]);
  product = await startProduct(home, {
    PORT: String(await freePort()),
    MAIL_TRANSPORT: "smtp",
    SMTP_URL: server.url,
    MAIL_FROM: "Selvedge <no-reply@shop.test>",
    DNS_OVER_HTTPS_URL: await fakeZone(fake.url, ZONE, [
      { name: "shop.test", type: "TXT", data: "v=spf1 +all" },
      { name: "_dmarc.shop.test", type: "TXT", data: "v=DMARC1; p=none" },
    ]),
  });
  bench = new Bench(product.url);
  operator = await bench.seed({ operator: true });
});

afterAll(async () => {
  await browser.close();
  await product.end("SIGTERM");
  await fake.close();
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

const seen = async (width = 1440) =>
  await visit(browser, { user: operator, url: product.url, width });

type States = Partial<Record<string, number>>;

/** Asks for a new password for someone whose address tells the server what to do. */
async function mailTo(email: string, becomes: string): Promise<void> {
  const states = async () => (await bench.call<{ states: States }>("GET", "/mails")).states;
  const before = (await states())[becomes] ?? 0;
  await bench.seed({ email });
  const answer = await fetch(`${product.url}/forgot`, {
    method: "POST",
    headers: { origin: product.url },
    body: new URLSearchParams({ email }),
  });
  expect(answer.status).toBe(200);
  await until(states, (all) => (all[becomes] ?? 0) > before);
}

const takenBy = (email: string) => server.captured.filter(({ to }) => to === email);

test("what waits, was refused or is unknown is shown, tried again, cancelled and sent again", async () => {
  const waiting = "rcpt-451-4.2.1.waits@example.test";
  const stopped = "rcpt-451-4.2.1.stops@example.test";
  const lost = "lost-reply.once@example.test";
  const gone = "first-rcpt-550-5.1.1.gone@example.test";
  for (const email of [waiting, stopped]) await mailTo(email, "waiting");
  await mailTo(lost, "unknown");
  await mailTo(gone, "refused");
  const { page, context, expectQuiet } = await seen();
  const open = async (email: string) => {
    await page.goto(`/operations/mail?q=${encodeURIComponent(email)}`);
    await page.getByRole("row", { name: email }).getByRole("link").first().click();
    await page.waitForURL(/\/operations\/mail\/mails\//);
  };
  const state = (name: string) => page.getByRole("heading", { level: 1 }).getByText(name);

  await open(stopped);
  await page.getByRole("button", { name: "Cancel this mail" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel this mail" }).click();
  await state("Cancelled").waitFor();
  await open(waiting);
  const rows = page.getByRole("table").first().getByRole("row");
  const tries = await rows.count();
  await page.getByRole("button", { name: "Try now" }).click();
  await expect
    .poll(async () => {
      await page.reload();
      return await rows.count();
    }, PATIENT)
    .toBeGreaterThan(tries);

  await open(lost);
  await state("Unknown").waitFor();
  await expectAccessible(page);
  expect(takenBy(lost)).toHaveLength(1);
  await page.getByRole("button", { name: "Send again" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
  await until(
    async () => takenBy(lost).length,
    (taken) => taken === 2,
  );

  await page.goto(`/operations/mail/suppressions?q=${encodeURIComponent(gone)}`);
  const lift = page.getByRole("button", { name: `Lift for ${gone}` });
  const question = page.getByRole("dialog", { name: "Let mail go there again?" });
  await lift.click();
  await question.getByText(/the address does not exist/).waitFor();
  await expectAccessible(page);
  await question.getByRole("button", { name: "Close" }).click();
  await page.reload();
  await lift.click();
  await question.getByRole("button", { name: "Lift", exact: true }).click();
  await page.getByText(/^Mail goes to .*gone@example\.test.* again$/).waitFor();
  await open(gone);
  await state("Refused").waitFor();
  await page.getByRole("button", { name: "Try now" }).click();
  await until(
    async () => takenBy(gone).length,
    (taken) => taken === 1,
  );
  expectQuiet();
  await context.close();
});

test("the domain's page says what to change, makes keys, and finds them once they are published", async () => {
  const { page, context, expectQuiet } = await seen();
  await page.goto("/operations/mail/domain");
  const check = page.getByRole("button", { name: "Check now" });
  await check.click();
  await page.getByText("It lets everybody send.").waitFor();
  await page.getByText("There is no key yet.").waitFor();
  await page.getByText(/It only watches/).waitFor();
  await page.getByRole("button", { name: "Make new keys" }).click();
  await page.getByText("Waits for its record").first().waitFor();
  const card = page.locator("section", { hasText: "Keys that mails are signed with" }).last();
  const names = await card.getByText(/_domainkey\.shop\.test TXT$/).allInnerTexts();
  const values = await card.getByText(/^v=DKIM1; k=/).allInnerTexts();
  expect([names.length, values.length]).toEqual([2, 2]);
  await fakeZone(fake.url, ZONE, [
    { name: "shop.test", type: "TXT", data: "v=spf1 ip4:192.0.2.1 -all" },
    { name: "_dmarc.shop.test", type: "TXT", data: "v=DMARC1; p=reject" },
    ...names.map((name, at) => ({
      name: name.replace(/ TXT$/, ""),
      type: "TXT",
      data: values[at] ?? "",
    })),
  ]);
  await page.getByRole("button", { name: /The records are published/ }).click();
  await page.getByText("In use").first().waitFor();
  await check.click();
  await expect
    .poll(() => page.getByText("Right", { exact: true }).count(), PATIENT)
    .toBeGreaterThan(3);
  await expectAccessible(page);
  const from = server.captured.length;
  await bench.call("POST", "/mails", { count: 1 });
  await until(
    async () => server.captured.length,
    (taken) => taken > from,
  );
  expect(server.captured.at(-1)?.raw.match(/^DKIM-Signature:/gm)).toHaveLength(2);
  expectQuiet();
  await context.close();
});

test.each([1440, 390])(
  "a mail is taken in from a file, belongs to the mail that it answers, and its parts are read: %s px",
  async (width) => {
    const { page, context, expectQuiet } = await seen(width);
    const email = `answers-${width}@example.test`;
    await mailTo(email, "sent");
    const raw = takenBy(email)[0]?.raw ?? "";
    const [, mailId = "", host = ""] = /^Message-ID: <(\w+)(@\S+)>$/m.exec(raw) ?? [];
    const eml = [
      "From: Ada <ada@example.net>",
      "Subject: Re: A new password",
      `In-Reply-To: <${mailId}${host}>`,
      "MIME-Version: 1.0",
      'Content-Type: multipart/mixed; boundary="b"',
      "",
      "--b",
      "Content-Type: text/plain",
      "",
      "Thank you, I have seen it.",
      "--b",
      "Content-Type: text/csv",
      'Content-Disposition: attachment; filename="figures.csv"',
      "",
      "a,b",
      "--b--",
    ].join("\r\n");
    await page.goto("/operations/mail/inbound");
    const tab = page.getByRole("link", { name: "Mail", exact: true }).last();
    await expect
      .poll(async () => {
        const box = await tab.boundingBox();
        return box !== null && box.x >= 0 && box.x + box.width <= width;
      }, PATIENT)
      .toBe(true);
    await page.getByLabel("Recipient").fill("support@shop.test");
    await page
      .getByLabel("Message file")
      .setInputFiles({ name: "reply.eml", mimeType: "message/rfc822", buffer: Buffer.from(eml) });
    await page.getByRole("button", { name: "Take it in" }).click();
    await page.getByText("Thank you, I have seen it.").waitFor();
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toContain("Reply");
    await expectAccessible(page);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "figures.csv" }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("figures.csv");
    await page.getByRole("link", { name: mailId }).click();
    await page.waitForURL(`**/operations/mail/mails/${mailId}`);
    await page.getByText(email).waitFor();
    expectQuiet();
    await context.close();
  },
);

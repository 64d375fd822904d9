import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fakeKeys, fakeMailControl } from "../support/mail/bench.ts";
import { startFakeMail } from "../support/mail/serve.ts";
import { freePort, type StartedProduct, startProduct } from "../support/serve-built.ts";
import type { AcceptedMail } from "../support/mail/world.ts";
import { Bench, until } from "./drill.ts";

type Control = Pick<ReturnType<typeof fakeMailControl>, "mails">;

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const home = mkdtempSync(join(tmpdir(), "selvedge-mail-services-"));
const otherHome = mkdtempSync(join(tmpdir(), "selvedge-mail-services-"));
let fake: Awaited<ReturnType<typeof startFakeMail>>;
let running: StartedProduct;
let bench: Bench;
let made = 0;

beforeAll(async () => {
  fake = await startFakeMail();
  const { sendgridPublicKey } = await fakeKeys(fake.url);
  running = await startProduct(home, {
    PORT: String(await freePort()),
    MAIL_TRANSPORT: "resend",
    MAIL_FALLBACK_TRANSPORT: "sendgrid",
    MAIL_FROM: "Selvedge <no-reply@example.com>",
    RESEND_API_KEY: "re_built",
    RESEND_BASE_URL: `${fake.url}/resend`,
    RESEND_WEBHOOK_SECRET: SECRET,
    SENDGRID_API_KEY: "SG.built",
    SENDGRID_BASE_URL: `${fake.url}/sendgrid`,
    SENDGRID_WEBHOOK_PUBLIC_KEY: sendgridPublicKey,
  });
  bench = new Bench(running.url);
});

afterAll(async () => {
  await running.end("SIGTERM");
  await fake.close();
  rmSync(home, { recursive: true, force: true });
  rmSync(otherHome, { recursive: true, force: true });
});

function freshEmail(): string {
  made += 1;
  return `mail-service-${process.pid}-${made}@example.net`;
}

async function post(path: string, fields: Record<string, string>, url = running.url) {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { origin: url },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  await response.text();
  return response.status;
}

async function register(email: string, url = running.url): Promise<void> {
  const fields = { email, password: "a-long-enough-password", name: "Mail" };
  expect(await post("/register", fields, url)).toBeLessThan(400);
}

/** Waits until the service has taken a mail to that address, and answers with it. */
async function takenTo(control: Control, email: string): Promise<AcceptedMail> {
  const to = (mails: AcceptedMail[]) => mails.find((one) => one.to === email);
  const mails = await until(
    async () => await control.mails(),
    (all) => to(all) !== undefined,
  );
  const mail = to(mails);
  if (mail === undefined) throw new Error(`Nothing was sent to ${email}`);
  return mail;
}

const resend = () => fakeMailControl(fake.url, "resend", "re_built");
const sendgrid = () => fakeMailControl(fake.url, "sendgrid", "SG.built");

test("a registration's mail leaves by Resend; once it bounces, nothing is sent there again", async () => {
  await resend().webhook({ url: running.url, secrets: [SECRET] });
  const email = freshEmail();
  await register(email);
  const sent = await takenTo(resend(), email);
  expect(sent.mailId).toMatch(/^mail_/);
  const told = await resend().emit({ kind: "hard-bounce", id: sent.id, times: 3 });
  expect(told.delivered.map(({ status }) => status)).toEqual([200, 200, 200]);
  await bench.drain();
  const before = (await resend().mails()).length;
  expect(await post("/forgot", { email })).toBeLessThan(400);
  await bench.drain();
  expect((await resend().mails()).slice(before).filter(({ to }) => to === email)).toEqual([]);
  expect((await sendgrid().mails()).filter(({ to }) => to === email)).toEqual([]);
});

test("while Resend takes nothing the mail leaves by SendGrid, once", async () => {
  const email = freshEmail();
  const faults = {
    kind: "error",
    status: 429,
    headers: { "retry-after": "60" },
    times: 1,
  } as const;
  await resend().fault(faults);
  await register(email);
  await takenTo(sendgrid(), email);
  await bench.drain();
  const all = [...(await resend().mails()), ...(await sendgrid().mails())];
  expect(all.filter(({ to }) => to === email)).toHaveLength(1);
});

test("an answer of Resend that is lost leads to one mail, not two", async () => {
  const email = freshEmail();
  await resend().fault({ kind: "lost-reply" });
  await register(email);
  await takenTo(resend(), email);
  await bench.clock(60_000);
  await bench.drain();
  await bench.clock(0);
  const all = [...(await resend().mails()), ...(await sendgrid().mails())];
  expect(all.filter(({ to }) => to === email)).toHaveLength(1);
});

test("a bounce that comes in as a mail suppresses the recipient of the mail that it names", async () => {
  const email = freshEmail();
  await register(email);
  const sent = await takenTo(resend(), email);
  const raw = [
    "From: MAILER-DAEMON@mx.example.net",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example.net",
    "",
    `Final-Recipient: rfc822; ${email}`,
    "Action: failed",
    "Status: 5.1.1",
    "--b",
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: <${sent.mailId}@example.com>`,
    "--b--",
  ].join("\r\n");
  const taken = await bench.call("POST", "/inbound-mail", { to: "bounces@example.com", raw });
  expect(taken).toMatchObject({ kind: "bounce" });
  await bench.drain();
  expect(await post("/forgot", { email })).toBeLessThan(400);
  await bench.drain();
  expect((await resend().mails()).filter(({ to }) => to === email)).toHaveLength(1);
});

test("with nobody at Resend's address a mail leaves by SendGrid", async () => {
  const other = await startProduct(otherHome, {
    PORT: String(await freePort()),
    MAIL_TRANSPORT: "resend",
    MAIL_FALLBACK_TRANSPORT: "sendgrid",
    MAIL_FROM: "no-reply@example.com",
    RESEND_API_KEY: "re_nobody",
    RESEND_BASE_URL: `http://127.0.0.1:${await freePort()}`,
    SENDGRID_API_KEY: "SG.other",
    SENDGRID_BASE_URL: `${fake.url}/sendgrid`,
  });
  try {
    const email = freshEmail();
    await register(email, other.url);
    const control = fakeMailControl(fake.url, "sendgrid", "SG.other");
    await takenTo(control, email);
    expect(await control.mails()).toHaveLength(1);
  } finally {
    await other.end("SIGTERM");
  }
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SmtpStandIn, startSmtp } from "../support/smtp/serve.ts";
import {
  freePort,
  killProduct,
  type StartedProduct,
  startProduct,
} from "../support/serve-built.ts";
import { Bench, until } from "./drill.ts";

const home = mkdtempSync(join(tmpdir(), "selvedge-mail-"));
let server: SmtpStandIn;
let environment: Record<string, string> = {};
let running: StartedProduct;
let bench: Bench;

async function start(): Promise<void> {
  running = await startProduct(home, environment);
  bench = new Bench(running.url);
}

beforeAll(async () => {
  server = await startSmtp();
  environment = {
    PORT: String(await freePort()),
    MAIL_TRANSPORT: "smtp",
    SMTP_URL: server.url,
    MAIL_FROM: "Selvedge <no-reply@shop.test>",
    MAIL_PER_SECOND: "100000",
    MAIL_DOMAIN_PER_MINUTE: "100000",
  };
  await start();
});

afterAll(async () => {
  await running.end("SIGTERM");
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

type States = Partial<Record<string, number>>;

async function states(): Promise<States> {
  return (await bench.call<{ states: States }>("GET", "/mails")).states;
}

async function settled(): Promise<States> {
  return await until(states, ({ waiting = 0, sending = 0 }) => waiting + sending === 0);
}

function recipients(): string[] {
  return server.captured.map(({ to }) => to);
}

/** Asks for a new password for someone at an address that tells the server what to do. */
async function mailTo(email: string): Promise<void> {
  await bench.seed({ email });
  const answer = await fetch(`${running.url}/forgot`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: running.url },
    body: new URLSearchParams({ email }),
  });
  expect(answer.status).toBe(200);
}

test("a mail leaves the built product by a real connection", async () => {
  await mailTo("taken-1@example.test");
  await until(
    async () => recipients(),
    (all) => all.includes("taken-1@example.test"),
  );
  expect(await settled()).toMatchObject({ sent: 1 });
  expect(server.captured[0]?.raw).toContain("From: Selvedge <no-reply@shop.test>");
});

test("kill -9 between the message and its answer: unknown after the start, not sent again", async () => {
  const to = "stall-1@example.test";
  await mailTo(to);
  await until(
    async () => recipients(),
    (all) => all.includes(to),
  );
  await killProduct(home, running);
  await start();
  expect(await settled()).toMatchObject({ unknown: 1 });
  await bench.clock(4 * 24 * 3_600_000);
  await bench.drain();
  await bench.clock(0);
  expect(recipients().filter((one) => one === to)).toHaveLength(1);
}, 120_000);

test("one click stops mails without a cookie or a redirect; looking at the link changes nothing", async () => {
  const from = server.captured.length;
  await bench.call("POST", "/mails", { count: 1 });
  await until(
    async () => server.captured.length,
    (arrived) => arrived > from,
  );
  const raw = (server.captured[from]?.raw ?? "").replaceAll("\r\n ", " ");
  const url = /^List-Unsubscribe: <(.*)>$/m.exec(raw)?.[1] ?? "";
  const look = async () => {
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    return await answer.text();
  };
  const before = await look();
  expect(await look()).toContain('value="stop"');
  expect(before).toContain("<form");
  const programs: Record<string, string>[] = [{}, { origin: "https://webmail.example" }];
  for (const program of programs) {
    const answer = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded", ...program },
      body: "List-Unsubscribe=One-Click",
    });
    expect(answer.status).toBe(200);
  }
  expect(await look()).toContain('value="start"');
  expect((await fetch(`${url}x`)).status).toBe(404);
}, 60_000);

test("kill -9 in the middle of many: each was sent once at most, and what was not is unknown", async () => {
  const before = { sent: 0, unknown: 0, ...(await settled()) };
  const MANY = 300;
  const from = server.captured.length;
  await bench.call("POST", "/mails", { count: MANY });
  await until(
    async () => server.captured.length - from,
    (arrived) => arrived > MANY / 10,
  );
  await killProduct(home, running);
  await start();
  const after = { sent: 0, unknown: 0, ...(await settled()) };
  const arrived = recipients().slice(from);
  expect(new Set(arrived).size).toBe(arrived.length);
  const unknown = after.unknown - before.unknown;
  expect(after.sent - before.sent + unknown).toBe(MANY);
  expect(arrived.length).toBeGreaterThanOrEqual(MANY - unknown);
}, 120_000);

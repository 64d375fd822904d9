import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { fakeMailControl } from "../support/mail/bench.ts";
import { startFakeMail } from "../support/mail/serve.ts";
import {
  freePort,
  killProduct,
  type StartedProduct,
  startProduct,
} from "../support/serve-built.ts";
import { Bench, until } from "./drill.ts";

type States = Record<"waiting" | "sending" | "sent" | "unknown", number>;

const MANY = 150;
const home = mkdtempSync(join(tmpdir(), "selvedge-mail-crashes-"));
let fake: Awaited<ReturnType<typeof startFakeMail>>;
let port: string;
let running: StartedProduct | undefined;

beforeAll(async () => {
  fake = await startFakeMail();
  port = String(await freePort());
});

afterEach(async () => {
  await running?.end("SIGTERM");
  running = undefined;
});

afterAll(async () => {
  await fake.close();
  rmSync(home, { recursive: true, force: true });
});

async function states(bench: Bench): Promise<States> {
  const found = await bench.call<{ states: Partial<States> }>("GET", "/mails");
  return { waiting: 0, sending: 0, sent: 0, unknown: 0, ...found.states };
}

const services = [
  { service: "resend", key: "re_crash", settings: { RESEND_API_KEY: "re_crash" }, knowsKeys: true },
  {
    service: "sendgrid",
    key: "SG.crash",
    settings: { SENDGRID_API_KEY: "SG.crash" },
    knowsKeys: false,
  },
  {
    service: "mailgun",
    key: "crash",
    settings: { MAILGUN_API_KEY: "crash", MAILGUN_DOMAIN: "example.com", MAILGUN_REGION: "eu" },
    knowsKeys: false,
  },
  {
    service: "ses",
    key: "AKIACRASH",
    settings: {
      SES_ACCESS_KEY_ID: "AKIACRASH",
      SES_SECRET_ACCESS_KEY: "secret-of-AKIACRASH",
      SES_REGION: "eu-west-1",
    },
    knowsKeys: false,
  },
  {
    service: "cloudflare",
    key: "crash",
    settings: { CLOUDFLARE_EMAIL_ACCOUNT_ID: "crash", CLOUDFLARE_EMAIL_API_TOKEN: "crash" },
    knowsKeys: false,
  },
] as const;

test.each(services)(
  "kill -9 in the middle of many by $service: none arrives twice, and none is lost unseen",
  { timeout: 300_000 },
  async ({ service, key, settings, knowsKeys }) => {
    const control = fakeMailControl(fake.url, service, key);
    const base = service === "cloudflare" ? "CLOUDFLARE_EMAIL" : service.toUpperCase();
    const environment = {
      PORT: port,
      MAIL_TRANSPORT: service,
      MAIL_FROM: "Selvedge <no-reply@example.com>",
      MAIL_PER_SECOND: "100000",
      MAIL_DOMAIN_PER_MINUTE: "100000",
      [`${base}_BASE_URL`]: control.baseUrl,
      ...settings,
    };
    running = await startProduct(home, environment);
    const bench = new Bench(running.url);
    const before = await states(bench);
    await bench.call("POST", "/mails", { count: MANY });
    await until(
      async () => (await control.mails()).length,
      (arrived) => arrived > MANY / 10,
    );
    await killProduct(home, running);
    running = await startProduct(home, environment);
    const after = await until(
      async () => await states(bench),
      ({ waiting, sending }) => waiting + sending === 0,
    );
    const arrived = (await control.mails()).map(({ to }) => to);
    const sent = after.sent - before.sent;
    const unknown = after.unknown - before.unknown;
    expect(new Set(arrived).size, "none twice").toBe(arrived.length);
    expect(sent + unknown, "each ended").toBe(MANY);
    expect(arrived.length, "what is said to be sent was").toBeGreaterThanOrEqual(sent);
    expect(unknown, "where keys are known nothing is left open").toBeLessThanOrEqual(
      knowsKeys ? 0 : MANY,
    );
    console.log(`${service}: ${sent} sent, ${unknown} unknown, ${arrived.length} arrived`);
  },
);

import { env, exports } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { mailEvents } from "#features/mail/tables";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { fakeKeys, fakeMailControl } from "../../../tests/support/mail/bench.ts";
import type { EventKind, SignedEvent } from "../../../tests/support/mail/events.ts";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import { expireMailgunTokens } from "./expire-tokens.ts";
import { receiveCloudflareEvent, receiveMailWebhook } from "./index.ts";
import { mailWebhookJobs } from "./jobs.ts";
import { webhookSenders, type WebhookSender } from "./schema.ts";

const base = inject("fakeMailUrl");
const TOPIC = "arn:aws:sns:eu-central-1:123456789012:mail";
const RESEND_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const MAILGUN_KEY = "signing-key-of-these-tests";
const NOW_MS = 2_000_000_000_000;

// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();
const { sendgridPublicKey } = await fakeKeys(base);

type Webhooks = Ctx["settings"]["mail"]["webhooks"];

function ctxAt(atMs = NOW_MS, over: Partial<Webhooks> = {}): Ctx {
  const ctx = jobCtx();
  const webhooks: Webhooks = {
    resendSecrets: [RESEND_SECRET],
    sendgridPublicKeys: [sendgridPublicKey],
    mailgunSigningKeys: [MAILGUN_KEY],
    sesTopicArn: TOPIC,
    snsBaseUrl: `${base}/sns`,
    ...over,
  };
  const mail = { ...ctx.settings.mail, webhooks };
  return { ...ctx, clock: { now: () => atMs }, settings: { ...ctx.settings, mail } };
}

const controls = Object.fromEntries(
  [...webhookSenders, "cloudflare" as const].map((service) => [
    service,
    fakeMailControl(base, service, `key-of-webhooks-${service}`),
  ]),
);

function controlOf(service: string) {
  const control = controls[service];
  if (control === undefined) throw new Error(`There is no control of ${service}`);
  return control;
}

let made = 0;

/** What the service signs about a mail of a stranger, of which nothing is known here. */
async function event(
  sender: string,
  kind: EventKind,
  over: { signedAtMs?: number; eventId?: string; to?: string; snsVersion?: "1" | "2" } = {},
): Promise<SignedEvent & { address: string; eventId: string }> {
  made += 1;
  const { to = `stranger-${made}@example.net`, ...options } = over;
  const eventId = over.eventId ?? `event-${made}`;
  const answer = await controlOf(sender).emit({
    kind,
    stranger: { to },
    held: true,
    atMs: NOW_MS - MINUTE_MS,
    ...options,
    eventId,
  });
  return { ...answer.event, address: to, eventId };
}

async function receive(ctx: Ctx, sender: WebhookSender, signed: SignedEvent) {
  const webhook = { body: signed.body, headers: new Headers(signed.headers) };
  return await receiveMailWebhook(ctx, sender, webhook);
}

/** Works on everything that the webhooks left for the background. */
async function work(ctx: Ctx): Promise<void> {
  const rows = await env.DB.prepare(
    "SELECT id, payload FROM outbox WHERE type = 'mail-webhooks.received'",
  ).all<{ id: string; payload: string }>();
  for (const { id, payload } of rows.results) {
    await mailWebhookJobs["mail-webhooks.received"]?.(ctx, JSON.parse(payload), id);
  }
}

async function recorded(ctx: Ctx, address: string) {
  return await ctx.db.select().from(mailEvents).where(eq(mailEvents.address, address));
}

beforeAll(async () => {
  await controlOf("resend").webhook({ secrets: [RESEND_SECRET] });
  await controlOf("mailgun").webhook({ secrets: [MAILGUN_KEY] });
});

describe.each(webhookSenders)("%s", (sender) => {
  it("an event is recorded once, however often it comes, also of a mail that nobody knows", async () => {
    const ctx = ctxAt();
    const signed = await event(sender, "hard-bounce");
    for (let time = 0; time < 3; time++) {
      expect(await receive(ctx, sender, signed)).toEqual({ received: 1 });
      await work(ctx);
    }
    const [row, ...more] = await recorded(ctx, signed.address);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ transport: sender, eventId: signed.eventId, kind: "hard-bounce" });
    expect(row?.atMs).toBe(NOW_MS - MINUTE_MS);
    expect(row?.detail).toContain("user unknown");
  });

  it("each kind of event is understood, and what is about other things left out", async () => {
    const ctx = ctxAt();
    const kinds = [
      ["delivered", "delivered"],
      ["deferred", "deferred"],
      ["hard-bounce", "hard-bounce"],
      ["soft-bounce", "soft-bounce"],
      ["complaint", "complaint"],
      ["suppressed", "hard-bounce"],
      ["opened", undefined],
      ["unsubscribe", sender === "resend" ? undefined : "unsubscribe"],
    ] as const;
    for (const [kind, expected] of kinds) {
      const signed = await event(sender, kind);
      await receive(ctx, sender, signed);
      await work(ctx);
      const [row] = await recorded(ctx, signed.address);
      expect([kind, row?.kind]).toEqual([kind, expected]);
    }
  });

  it("what was altered on the way is refused, and nothing of it kept", async () => {
    const ctx = ctxAt();
    const signed = await event(sender, "hard-bounce");
    const altered =
      sender === "mailgun"
        ? signed.body.replace(/("token":")./, "$1Z")
        : signed.body.replace(signed.address, "victim@example.net");
    expect(altered).not.toBe(signed.body);
    await expect(receive(ctx, sender, { ...signed, body: altered })).rejects.toMatchObject({
      slug: "signature-invalid",
    });
    await work(ctx);
    expect(await recorded(ctx, signed.address)).toEqual([]);
    expect(await recorded(ctx, "victim@example.net")).toEqual([]);
  });

  it("what was signed too long ago or in the future is refused", async () => {
    const signed = await event(sender, "complaint", { signedAtMs: NOW_MS });
    for (const atMs of [NOW_MS + 2 * DAY_MS, NOW_MS - HOUR_MS]) {
      await expect(receive(ctxAt(atMs), sender, signed)).rejects.toMatchObject({
        slug: "signature-invalid",
      });
    }
  });

  it("without a secret nothing is let in, and it says which setting is missing", async () => {
    const none = {
      resendSecrets: [],
      sendgridPublicKeys: [],
      mailgunSigningKeys: [],
      sesTopicArn: undefined,
    };
    const signed = await event(sender, "complaint");
    await expect(receive(ctxAt(NOW_MS, none), sender, signed)).rejects.toMatchObject({
      slug: "not-connected",
      detail: expect.stringMatching(/[A-Z]+_[A-Z_]+ is not set/) as string,
    });
  });

  it("text that is no event is refused, with the right signature as without", async () => {
    for (const body of ["", "{", "[]", "null", '{"type":1}', "\u0000"]) {
      const webhook = { body, headers: {}, path: "" };
      const refusal = await receive(ctxAt(), sender, webhook).catch((cause: unknown) => cause);
      expect(["bad-request", "signature-invalid"]).toContain((refusal as { slug: string }).slug);
    }
  });

  it("only jobs of the deployment may hand one in", async () => {
    const person = await makePerson();
    const ctx = { ...ctxAt(), actor: person.ctx.actor };
    const signed = await event(sender, "complaint");
    await expect(receive(ctx, sender, signed)).rejects.toMatchObject({ slug: "forbidden" });
  });
});

describe("the address of the webhooks", () => {
  const at = (path: string, init: RequestInit) =>
    exports.default.fetch(new Request(`http://localhost:8787${path}`, init));

  it("answers in problem documents, lets nothing but posts in and bounds the body", async () => {
    const unsigned = await at("/webhooks/mail/resend", { method: "POST", body: "{}" });
    expect(unsigned.status).toBe(503);
    expect(await unsigned.json()).toMatchObject({ service: "resend" });
    expect((await at("/webhooks/mail/ses", { method: "GET" })).status).toBe(405);
    const large = await at("/webhooks/mail/sendgrid", {
      method: "POST",
      body: "x".repeat(1_000_001),
    });
    expect(large.status).toBe(413);
    expect((await at("/webhooks/mail/nobody", { method: "POST", body: "{}" })).status).toBe(404);
  });
});

describe("Resend", () => {
  it("either secret signs while one is rotated", async () => {
    const old = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    await controlOf("resend").webhook({ secrets: [old, RESEND_SECRET] });
    const signed = await event("resend", "delivered");
    await controlOf("resend").webhook({ secrets: [RESEND_SECRET] });
    for (const resendSecrets of [[old], [RESEND_SECRET], ["whsec_BBBB", RESEND_SECRET]]) {
      const ctx = ctxAt(NOW_MS, { resendSecrets });
      expect(await receive(ctx, "resend", signed)).toEqual({ received: 1 });
    }
    const ctx = ctxAt(NOW_MS, { resendSecrets: ["whsec_CCCCCCCCCCCCCCCC"] });
    await expect(receive(ctx, "resend", signed)).rejects.toMatchObject({
      slug: "signature-invalid",
    });
  });

  it("the id and the time are part of what is signed", async () => {
    const signed = await event("resend", "delivered");
    const others: [string, string][] = [
      ["svix-id", "another"],
      ["svix-timestamp", "1999999999"],
    ];
    for (const [name, value] of others) {
      const headers = { ...signed.headers, [name]: value };
      await expect(receive(ctxAt(), "resend", { ...signed, headers })).rejects.toMatchObject({
        slug: "signature-invalid",
      });
    }
  });
});

describe("Mailgun", () => {
  it("a token that was seen cannot carry another event", async () => {
    const signed = await event("mailgun", "delivered");
    await receive(ctxAt(), "mailgun", signed);
    const forged = signed.body
      .replace(signed.address, "victim@example.net")
      .replace(signed.eventId, "forged")
      .replace('"delivered"', '"complained"');
    await expect(receive(ctxAt(), "mailgun", { ...signed, body: forged })).rejects.toMatchObject({
      slug: "signature-invalid",
    });
  });

  it("tokens are forgotten when their signatures are stale", async () => {
    const atMs = NOW_MS + 100 * DAY_MS;
    await receive(ctxAt(), "mailgun", await event("mailgun", "delivered"));
    expect(await expireMailgunTokens(ctxAt(atMs))).toBeGreaterThan(0);
    expect(await expireMailgunTokens(ctxAt(atMs))).toBe(0);
  });
});

describe("SES", () => {
  it("both versions of the signature count", async () => {
    for (const snsVersion of ["1", "2"] as const) {
      const signed = await event("ses", "delivered", { snsVersion });
      expect(await receive(ctxAt(), "ses", signed)).toEqual({ received: 1 });
    }
  });

  it("another topic is refused before anything is fetched", async () => {
    const signed = await event("ses", "delivered");
    const sesTopicArn = `${TOPIC}-2`;
    const snsBaseUrl = "http://127.0.0.1:9";
    await expect(
      receive(ctxAt(NOW_MS, { sesTopicArn, snsBaseUrl }), "ses", signed),
    ).rejects.toMatchObject({ slug: "signature-invalid" });
  });

  it.each([
    "https://sns.eu-central-1.amazonaws.com.evil.example/key.pem",
    "http://sns.eu-central-1.amazonaws.com/key.pem",
    "https://evil.example/sns.eu-central-1.amazonaws.com/key.pem",
    "https://sns.eu-central-1.amazonaws.com@evil.example/key.pem",
    "https://sns.eu-central-1.amazonaws.com/key.txt",
    "https://s3.amazonaws.com/bucket/key.pem",
    "nonsense",
  ])("a certificate at %s is none of SNS", async (url) => {
    const signed = await event("ses", "delivered");
    const body = signed.body.replace(/https:\/\/sns[^"]+\.pem/, url);
    await expect(receive(ctxAt(), "ses", { ...signed, body })).rejects.toMatchObject({
      slug: "signature-invalid",
    });
  });

  it("a certificate that cannot be fetched just now makes SNS try again", async () => {
    const signed = await event("ses", "delivered");
    const ctx = ctxAt(NOW_MS, { snsBaseUrl: "http://127.0.0.1:9" });
    await expect(receive(ctx, "ses", signed)).rejects.toMatchObject({ slug: "unavailable" });
  });

  it("a subscription is confirmed for the topic of ours and for no other", async () => {
    const confirm = controlOf("ses").subscription;
    const ours = await confirm({ topicArn: TOPIC, signedAtMs: NOW_MS });
    expect(await receive(ctxAt(), "ses", ours)).toEqual({ received: 0 });
    const theirs = await confirm({ topicArn: `${TOPIC}-theirs`, signedAtMs: NOW_MS });
    await expect(receive(ctxAt(), "ses", theirs)).rejects.toMatchObject({
      slug: "signature-invalid",
    });
    const { snsConfirmed } = await fakeKeys(base);
    expect(snsConfirmed).toContain(`token-of-${TOPIC}`);
    expect(snsConfirmed).not.toContain(`token-of-${TOPIC}-theirs`);
  });
});

describe("Cloudflare", () => {
  it.each<[EventKind, string]>([
    ["delivered", "delivered"],
    ["deferred", "deferred"],
    ["hard-bounce", "hard-bounce"],
    ["soft-bounce", "soft-bounce"],
    ["complaint", "complaint"],
    ["suppressed", "hard-bounce"],
  ])("a message of the queue that says %s is recorded once", async (kind, expected) => {
    const ctx = ctxAt();
    const signed = await event("cloudflare", kind);
    const message: unknown = JSON.parse(signed.body);
    await receiveCloudflareEvent(ctx, message);
    await receiveCloudflareEvent(ctx, message);
    const rows = await recorded(ctx, signed.address);
    expect(rows.map((row) => row.kind)).toEqual([expected]);
  });

  it("what is not understood does no harm", async () => {
    for (const message of [null, {}, { type: "cf.email.sending.message.new" }, "text"]) {
      expect(await receiveCloudflareEvent(ctxAt(), message)).toEqual({ received: 0 });
    }
  });
});

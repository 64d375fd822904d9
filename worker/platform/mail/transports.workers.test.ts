import { describe, expect, inject, it } from "vitest";
import { fakeMailControl } from "../../../tests/support/mail/bench.ts";
import type { Service } from "../../../tests/support/mail/world.ts";
import {
  createCloudflareBinding,
  createCloudflareRest,
  outcomeOfBindingError,
} from "./cloudflare.ts";
import { createMailgun } from "./mailgun.ts";
import { createResend } from "./resend.ts";
import { createSendGrid } from "./sendgrid.ts";
import { createSes } from "./ses.ts";
import type { KeyState, MailTransport, OutgoingMail } from "./transport.ts";

const base = inject("fakeMailUrl");
const DEAD = "http://127.0.0.1:9";
const ACCOUNT = "f9f79265f388666de8122cfb508d7776";

const openers: Record<Service, (key: string, baseUrl: string) => MailTransport> = {
  resend: (apiKey, baseUrl) => createResend({ apiKey, baseUrl }),
  sendgrid: (apiKey, baseUrl) => createSendGrid({ apiKey, baseUrl }),
  mailgun: (apiKey, baseUrl) => createMailgun({ apiKey, domain: "example.com", baseUrl }),
  ses: (accessKeyId, baseUrl) =>
    createSes({
      accessKeyId,
      secretAccessKey: `secret-of-${accessKeyId}`,
      sessionToken: undefined,
      region: "eu-central-1",
      configurationSet: "events",
      baseUrl,
    }),
  cloudflare: (apiToken, baseUrl) =>
    createCloudflareRest({ accountId: ACCOUNT, apiToken, baseUrl }),
};

const prefixes: Record<Service, string> = {
  resend: "re_",
  sendgrid: "SG.",
  mailgun: "key-",
  ses: "AKIATESTKEYOF",
  cloudflare: "token-",
};

let made = 0;

function opened(service: Service, prefix = prefixes[service]) {
  made += 1;
  const key = `${prefix}${service === "ses" ? "OWN" : "own"}${made}`;
  const control = fakeMailControl(base, service, key);
  return { transport: openers[service](key, control.baseUrl), control };
}

function mail(over: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    id: "mail_01KB5T0000000000000000000A",
    idempotencyKey: "intent-1",
    from: { address: "no-reply@example.com", name: 'Grüße "vom" Amt' },
    to: "ada@example.net",
    subject: "Grüße: 100 %",
    text: "Zeile eins\n\nZeile zwei & mehr",
    html: "<p>Zeile &amp; mehr</p>",
    headers: {
      "Message-ID": "<mail_01KB5T0000000000000000000A@example.com>",
      "List-Unsubscribe": "<https://example.com/u/abc>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "Auto-Submitted": "auto-generated",
    },
    raw: "From: no-reply@example.com\r\nSubject: ganz genau\r\n\r\nUnversehrt.\r\n",
    ...over,
  };
}

const headers = {
  "List-Unsubscribe": "<https://example.com/u/abc>",
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  "Auto-Submitted": "auto-generated",
  "X-Entity-Ref-ID": mail().id,
};

/** What arrives of a mail whose message the service composes itself. */
const parts = { subject: mail().subject, text: mail().text, html: mail().html, headers };

const all: Service[] = ["resend", "sendgrid", "mailgun", "ses", "cloudflare"];

describe.each(all)("%s", (service) => {
  it("hands a mail over whole, once, with our id of it", async () => {
    const { transport, control } = opened(service);
    expect(transport.name).toBe(service);
    const outcome = await transport.send(mail());
    expect(outcome.kind).toBe("sent");
    const [taken, ...more] = await control.mails();
    expect(more).toEqual([]);
    expect(taken).toMatchObject({ to: "ada@example.net", mailId: mail().id });
    const isCloudflare = service === "cloudflare";
    expect(outcome).toEqual({ kind: "sent", ...(isCloudflare ? {} : { providerId: taken?.id }) });
    expect(taken).toMatchObject(service === "ses" ? { raw: mail().raw } : parts);
  });

  it("a sender that is not verified is the deployment's fault: the mail waits", async () => {
    const from = { address: "no-reply@unverified.example" };
    const transport =
      service === "mailgun"
        ? createMailgun({
            apiKey: "key-x",
            domain: "unverified.example",
            baseUrl: `${base}/mailgun`,
          })
        : opened(service).transport;
    expect(await transport.send(mail({ from }))).toMatchObject({ kind: "later" });
  });

  it("what it finds invalid is refused for good", async () => {
    const { transport } = opened(service);
    const outcome = await transport.send(mail({ to: "nobody" }));
    expect(outcome).toMatchObject({ kind: "refused" });
    expect(outcome).not.toHaveProperty("suppress");
  });

  it("a wrong key makes the mail wait, whatever the mail", async () => {
    const wrong = { resend: "re_wrong", sendgrid: "SG.wrong", ses: "AKIAWRONGWRONGWR" };
    const key = wrong[service as keyof typeof wrong] ?? "wrong";
    const transport = openers[service](key, `${base}/${service}`);
    expect(await transport.send(mail())).toMatchObject({ kind: "later" });
  });

  it("asked to slow down, it says how long to wait", async () => {
    const { transport, control } = opened(service);
    await control.fault({ kind: "error", status: 429, headers: { "retry-after": "7" } });
    expect(await transport.send(mail())).toMatchObject({ kind: "later", retryAfterMs: 7_000 });
  });

  it("a server in trouble may have taken the mail", async () => {
    const { transport, control } = opened(service);
    await control.fault({ kind: "error", status: 500, times: 1 });
    await control.fault({ kind: "error", status: 504, times: 1 });
    expect(await transport.send(mail())).toMatchObject({ kind: "unknown" });
    expect(await transport.send(mail())).toMatchObject({ kind: "unknown" });
  });

  it("a connection that breaks after the mail was taken leaves its fate unknown", async () => {
    const { transport, control } = opened(service);
    await control.fault({ kind: "lost-reply" });
    expect(await transport.send(mail())).toMatchObject({ kind: "unknown" });
    expect(await control.mails()).toHaveLength(1);
  });

  it("who cannot be reached has certainly not taken the mail", async () => {
    const transport = openers[service](`${prefixes[service]}OWN0`, DEAD);
    expect(await transport.send(mail())).toMatchObject({ kind: "later" });
    await expect(transport.check()).rejects.toThrow("connection");
  });

  it("an answer that is not understood is never taken for a success", async () => {
    const { transport, control } = opened(service);
    await control.fault({ kind: "error", status: 418, body: { surprise: true } });
    expect(await transport.send(mail())).toMatchObject({ kind: "later" });
    await control.fault({ kind: "error", status: 302, headers: { location: "/elsewhere" } });
    expect(await transport.send(mail())).toMatchObject({ kind: "later" });
  });
});

describe("what only one of them knows", () => {
  it("Resend takes a key of idempotency once, also when its answer was lost", async () => {
    const { transport, control } = opened("resend");
    await control.fault({ kind: "lost-reply" });
    expect(await transport.send(mail())).toMatchObject({ kind: "unknown" });
    const again = await transport.send(mail());
    const [taken, ...more] = await control.mails();
    expect(more).toEqual([]);
    expect(again).toEqual({ kind: "sent", providerId: taken?.id });
    expect(await transport.send(mail({ subject: "another" }))).toMatchObject({ kind: "unknown" });
    expect(await control.mails()).toHaveLength(1);
  });

  it("Resend's and SendGrid's own words for how long to wait are understood", async () => {
    const resend = opened("resend");
    const headers = { "ratelimit-reset": "3" };
    await resend.control.fault({ kind: "error", status: 429, headers });
    expect(await resend.transport.send(mail())).toMatchObject({ retryAfterMs: 3_000 });
    const sendgrid = opened("sendgrid");
    await sendgrid.control.fault({
      kind: "error",
      status: 429,
      headers: { "x-ratelimit-reset": "1795900060", date: "Sat, 28 Nov 2026 17:46:40 GMT" },
    });
    const atMs = Date.parse("Sat, 28 Nov 2026 17:46:40 GMT");
    expect(await sendgrid.transport.send(mail())).toMatchObject({
      retryAfterMs: Math.max(0, 1_795_900_060_000 - atMs),
    });
  });

  it("whoever says 503 has certainly not taken it, but for Resend, which is asked again", async () => {
    for (const service of all) {
      const { transport, control } = opened(service);
      await control.fault({ kind: "error", status: 503, headers: { "retry-after": "9" } });
      const expected =
        service === "resend" ? { kind: "unknown" } : { kind: "later", retryAfterMs: 9_000 };
      expect(await transport.send(mail())).toMatchObject(expected);
    }
  });

  it("a recipient whom Cloudflare suppresses is refused and suppressed here as well", async () => {
    const { transport, control } = opened("cloudflare");
    await control.suppress("ada@example.net");
    expect(await transport.send(mail())).toMatchObject({
      kind: "refused",
      suppress: "hard-bounce",
    });
  });

  it("Cloudflare gets no header that it would refuse", async () => {
    const { transport, control } = opened("cloudflare");
    const headers = { ...mail().headers, Date: "now", "Return-Path": "<x@example.com>", Foo: "1" };
    expect((await transport.send(mail({ headers }))).kind).toBe("sent");
    const [taken] = await control.mails();
    expect(Object.keys(taken?.headers ?? {}).toSorted()).toEqual([
      "Auto-Submitted",
      "List-Unsubscribe",
      "List-Unsubscribe-Post",
      "X-Entity-Ref-ID",
    ]);
  });

  it("Cloudflare takes mails of a product on one's own machine, whose links it would refuse", async () => {
    const { transport, control } = opened("cloudflare");
    const unsubscribe = { "List-Unsubscribe": "<http://localhost:8787/mail/unsubscribe/abc>" };
    const headers = { ...mail().headers, ...unsubscribe };
    expect((await transport.send(mail({ headers }))).kind).toBe("sent");
    const [taken] = await control.mails();
    const named = Object.keys(taken?.headers ?? {}).toSorted();
    expect(named).toEqual(["Auto-Submitted", "X-Entity-Ref-ID"]);
  });
});

describe("keys", () => {
  it.each<[Service, string, KeyState]>([
    ["resend", "re_good", "ok"],
    ["resend", "re_send_only", "limited"],
    ["resend", "re_wrong", "rejected"],
    ["resend", "sk_other", "malformed"],
    ["sendgrid", "SG.good", "ok"],
    ["sendgrid", "SG.read", "limited"],
    ["sendgrid", "SG.wrong", "rejected"],
    ["sendgrid", "key-other", "malformed"],
    ["mailgun", "key-good", "ok"],
    ["mailgun", "send-only", "limited"],
    ["mailgun", "wrong", "rejected"],
    ["mailgun", "with space", "malformed"],
    ["ses", "AKIAGOODGOODGOOD", "ok"],
    ["ses", "AKIASENDSENDSEND", "limited"],
    ["ses", "AKIASANDBOXSANDB", "limited"],
    ["ses", "AKIAWRONGWRONGWR", "rejected"],
    ["ses", "akia", "malformed"],
    ["cloudflare", "good", "ok"],
    ["cloudflare", "person-good", "ok"],
    ["cloudflare", "wrong", "rejected"],
    ["cloudflare", "with space", "malformed"],
  ])("%s says of %s: %s", async (service, key, state) => {
    expect(await openers[service](key, `${base}/${service}`).check()).toBe(state);
  });
});

describe("Cloudflare's binding", () => {
  it("gets one recipient, the parts and only allowed headers, and its id is kept", async () => {
    const sent: unknown[] = [];
    const transport = createCloudflareBinding({
      send: (message: unknown) => {
        sent.push(message);
        return Promise.resolve({ messageId: "cf-1" });
      },
    });
    expect(await transport.send(mail({ replyTo: "support@example.com" }))).toEqual({
      kind: "sent",
      providerId: "cf-1",
    });
    expect(sent).toEqual([
      {
        from: { email: "no-reply@example.com", name: 'Grüße "vom" Amt' },
        to: "ada@example.net",
        replyTo: "support@example.com",
        subject: mail().subject,
        text: mail().text,
        html: mail().html,
        headers,
      },
    ]);
    expect(await transport.check()).toBe("ok");
  });

  it.each([
    ["E_RECIPIENT_SUPPRESSED", { kind: "refused", suppress: "hard-bounce" }],
    ["E_RATE_LIMIT_EXCEEDED", { kind: "later" }],
    ["E_DAILY_LIMIT_EXCEEDED", { kind: "later" }],
    ["E_SENDER_NOT_VERIFIED", { kind: "later" }],
    ["E_SENDER_DOMAIN_NOT_AVAILABLE", { kind: "later" }],
    ["E_RECIPIENT_NOT_ALLOWED", { kind: "later" }],
    ["E_INTERNAL_SERVER_ERROR", { kind: "unknown" }],
    ["E_DELIVERY_FAILED", { kind: "unknown" }],
    ["E_VALIDATION_ERROR", { kind: "refused" }],
    ["E_CONTENT_TOO_LARGE", { kind: "refused" }],
    ["E_HEADER_NOT_ALLOWED", { kind: "refused" }],
    ["E_TOO_MANY_RECIPIENTS", { kind: "refused" }],
  ])("%s", (code, expected) => {
    const byCode = Object.assign(new Error("said the service"), { code });
    expect(outcomeOfBindingError(byCode)).toMatchObject(expected);
    expect(outcomeOfBindingError(new Error(`${code}: in the text`))).toMatchObject(expected);
  });

  it("an error without a code leaves the mail's fate unknown", () => {
    expect(outcomeOfBindingError(new Error("connection lost"))).toMatchObject({ kind: "unknown" });
  });
});

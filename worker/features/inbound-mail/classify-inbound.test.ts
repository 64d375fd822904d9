import { describe, expect, it } from "vitest";
import { classifyInbound } from "./classify-inbound.ts";
import { mailIdsIn } from "./mail-id.ts";
import { authenticationOf, parseInbound } from "./parse-inbound.ts";
import { kindOfFailure, readBounce } from "./read-bounce.ts";

const OURS = "mail_01KB5T0000000000000000000A";

function raw(headers: Record<string, string>, body: string): Uint8Array<ArrayBuffer> {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return new TextEncoder().encode([...head, "", body].join("\r\n"));
}

async function classify(
  headers: Record<string, string>,
  body: string,
  { from = "ada@example.net", to = "support@example.com" } = {},
) {
  const mail = await parseInbound(raw(headers, body));
  return { mail, ...classifyInbound(mail, { from, to }), bounced: readBounce(mail, from) };
}

function dsn(
  fields: string,
  original = `Message-ID: <${OURS}@example.com>`,
): [Record<string, string>, string] {
  const body = [
    "--b",
    "Content-Type: text/plain",
    "",
    "It could not be delivered.",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example.net",
    "",
    fields,
    "--b",
    "Content-Type: text/rfc822-headers",
    "",
    original,
    "To: ada@example.net",
    "--b--",
    "",
  ].join("\r\n");
  return [
    {
      From: "Mail Delivery System <MAILER-DAEMON@example.net>",
      Subject: "Undelivered Mail",
      "MIME-Version": "1.0",
      "Content-Type": 'multipart/report; report-type=delivery-status; boundary="b"',
    },
    body,
  ];
}

const person = { From: "Ada <ada@example.net>", To: "support@example.com" };

describe("people", () => {
  it("a mail that answers one of ours is a reply to it, any other is a message", async () => {
    const answer = { ...person, Subject: "Re: Hi", "In-Reply-To": `<${OURS}@example.com>` };
    expect(await classify(answer, "Thanks")).toMatchObject({ kind: "reply", mailId: OURS });
    expect(await classify({ ...person, Subject: "Hi" }, "Hello")).toMatchObject({
      kind: "message",
      mailId: null,
    });
  });

  it("the plus part of our address names the mail as well, in lower case too", async () => {
    const to = `reply+${OURS.toLowerCase()}@example.com`;
    expect(await classify({ ...person, Subject: "Re" }, "x", { to })).toMatchObject({
      kind: "reply",
      mailId: OURS,
    });
  });

  it.each([
    ["Auto-Submitted", "auto-replied"],
    ["Auto-Submitted", "auto-generated; owner=x"],
    ["X-Autoreply", "yes"],
    ["Precedence", "bulk"],
    ["Subject", "Out of office: back on Monday"],
    ["Subject", "Abwesenheitsnotiz: Urlaub"],
    ["Subject", "Respuesta automática: Hola"],
  ])("%s: %s is the answer of a machine", async (name, value) => {
    const headers = { ...person, "In-Reply-To": `<${OURS}@example.com>`, [name]: value };
    expect(await classify(headers, "I am away")).toMatchObject({
      kind: "auto-reply",
      mailId: OURS,
    });
  });

  it("Auto-Submitted: no is a person", async () => {
    const headers = { ...person, Subject: "Hi", "Auto-Submitted": "no" };
    expect(await classify(headers, "x")).toMatchObject({ kind: "message" });
  });

  it("asking to be left alone is understood by the address and by the one word", async () => {
    const to = "unsubscribe@example.com";
    expect(await classify({ ...person, Subject: "" }, "", { to })).toMatchObject({
      kind: "unsubscribe",
    });
    expect(await classify({ ...person, Subject: "Unsubscribe" }, "")).toMatchObject({
      kind: "unsubscribe",
    });
    const question = { ...person, Subject: "How do I unsubscribe?" };
    expect(await classify(question, "Please tell me")).toMatchObject({ kind: "message" });
  });
});

describe("bounces", () => {
  it.each([
    ["failed", "5.1.1", "hard-bounce"],
    ["failed", "5.2.1", "hard-bounce"],
    ["failed", "5.2.2", "soft-bounce"],
    ["failed", "5.7.1", "soft-bounce"],
    ["failed", "4.4.7", "soft-bounce"],
    ["delayed", "4.4.1", "deferred"],
    ["delivered", "2.0.0", "delivered"],
  ])("RFC 3464: %s with %s is a %s", async (action, status, kind) => {
    const fields = `Final-Recipient: rfc822; Ada@example.net\r\nAction: ${action}\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; 550 said\r\n it so`;
    const [headers, body] = dsn(fields);
    const found = await classify(headers, body, { from: "" });
    expect(found).toMatchObject({ kind: "bounce", mailId: OURS });
    expect(found.bounced).toEqual([
      { address: "ada@example.net", kind, detail: `${status} smtp; 550 said it so` },
    ]);
  });

  it("a report that names the envelope alone, and returns nothing of the mail, finds it", async () => {
    const fields = "Final-Recipient: rfc822; ada@example.net\r\nAction: failed\r\nStatus: 5.1.1";
    const [headers, body] = dsn(fields, "Subject: Hello");
    const reporting = "Reporting-MTA: dns; mx.example.net";
    const named = body.replace(reporting, `${reporting}\r\nOriginal-Envelope-Id: ${OURS}`);
    expect(await classify(headers, body, { from: "" })).toMatchObject({ mailId: null });
    expect(await classify(headers, named, { from: "" })).toMatchObject({
      kind: "bounce",
      mailId: OURS,
    });
  });

  it("several recipients are told of one by one", async () => {
    const one = "Final-Recipient: rfc822; a@example.net\r\nAction: failed\r\nStatus: 5.1.1";
    const two = "Final-Recipient: rfc822; b@example.net\r\nAction: delayed\r\nStatus: 4.2.0";
    const found = await classify(...dsn(`${one}\r\n\r\n${two}`));
    expect(found.bounced?.map(({ address, kind }) => [address, kind])).toEqual([
      ["a@example.net", "hard-bounce"],
      ["b@example.net", "deferred"],
    ]);
  });

  it.each([
    [
      "qmail",
      "failure notice",
      "Hi. This is the qmail-send program at example.net.\nI'm afraid I wasn't able to deliver your message.\n\n<ada@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n",
      "hard-bounce",
    ],
    [
      "Exim",
      "Mail delivery failed: returning message to sender",
      "A message that you sent could not be delivered.\n\n  ada@example.net\n    host mx.example.net: 550 User unknown\n",
      "hard-bounce",
    ],
    [
      "a full mailbox",
      "Undeliverable: Hello",
      "Delivery has failed to ada@example.net\n552 5.2.2 mailbox full\n",
      "soft-bounce",
    ],
    ["a delay", "Warning: delivery delayed", "ada@example.net\n451 4.4.1 no answer", "deferred"],
  ])("words instead of a report, as of %s, are understood", async (_name, subject, text, kind) => {
    const headers = { From: "MAILER-DAEMON@mx.example.net", Subject: subject };
    const body = `${text}\n--- Below this line is a copy.\nMessage-ID: <${OURS}@example.com>\n`;
    const found = await classify(headers, body, { from: "" });
    expect(found).toMatchObject({ kind: "bounce", mailId: OURS });
    expect(found.bounced).toMatchObject([{ address: "ada@example.net", kind }]);
  });

  it("a person who writes about an undeliverable mail is no bounce", async () => {
    const headers = { ...person, Subject: "Undeliverable mail?" };
    expect(await classify(headers, "550 5.1.1 bob@example.net")).toMatchObject({ kind: "message" });
  });

  it("what is for good is told from what may pass", () => {
    expect(kindOfFailure("5.1.10")).toBe("hard-bounce");
    for (const status of ["5.0.0", "5.1.1", "5.2.1", "5.4.1", "5.4.4"]) {
      expect(kindOfFailure(status)).toBe("hard-bounce");
    }
    const ofRoutesAndSenders = ["5.1.7", "5.1.8", "5.4.6", "5.4.7", "5.4.300", "5.4.316"];
    for (const status of [
      ...ofRoutesAndSenders,
      "4.2.2",
      "5.2.2",
      "5.2.3",
      "5.3.4",
      "5.7.26",
      "5.6.1",
      "",
    ]) {
      expect(kindOfFailure(status)).toBe("soft-bounce");
    }
  });
});

describe("complaints", () => {
  const arf = (type: string): [Record<string, string>, string] => [
    {
      From: "feedback@isp.example",
      Subject: "FW: complaint",
      "MIME-Version": "1.0",
      "Content-Type": 'multipart/report; report-type=feedback-report; boundary="b"',
    },
    [
      "--b",
      "Content-Type: text/plain",
      "",
      "This is an abuse report.",
      "--b",
      "Content-Type: message/feedback-report",
      "",
      `Feedback-Type: ${type}`,
      "User-Agent: SomeGenerator/1.0",
      "Version: 1",
      "--b",
      "Content-Type: message/rfc822",
      "",
      "From: no-reply@example.com",
      "To: ada@example.net",
      `Message-ID: <${OURS}@example.com>`,
      "",
      "Hello",
      "--b--",
      "",
    ].join("\r\n"),
  ];

  it("RFC 5965: a report of abuse finds the mail it is about", async () => {
    expect(await classify(...arf("abuse"))).toMatchObject({ kind: "complaint", mailId: OURS });
  });

  it("a report that it was not spam is no complaint", async () => {
    expect((await classify(...arf("not-spam"))).kind).not.toBe("complaint");
  });
});

describe("hostile bytes", () => {
  it("whatever comes is read or refused, and never turned into markup, lines or direction marks", async () => {
    const bytes = [
      new Uint8Array([0]),
      new Uint8Array(5_000).fill(0xff),
      raw(
        { Subject: "=?utf-8?B?AAAA?= \u202egnp.exe", From: '"<script>" <x@y.z>' },
        "a\u0000b\u202e",
      ),
      raw({ "Content-Type": "multipart/mixed; boundary=" }, "--\r\n--\r\n----"),
      raw(
        { "Content-Type": 'text/html; charset="nonsense"' },
        "<style>x</style><p>Hello<br>you</p>",
      ),
      raw({ From: "" }, ""),
    ];
    for (const one of bytes) {
      const mail = await parseInbound(one);
      expect(`${mail.subject}${mail.from}${mail.fromName}`).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(mail.text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
      expect(() => classifyInbound(mail, { from: "", to: "x@y.z" })).not.toThrow();
    }
    const [, , , , html] = bytes;
    expect((await parseInbound(html ?? new Uint8Array())).text).toBe("Hello\nyou");
  });

  const html = (body: string) => raw({ "Content-Type": "text/html" }, body);
  const mixed = (body: string) =>
    raw(
      { "Content-Type": "multipart/mixed; boundary=b" },
      `--b\r\n\r\nHi\r\n--b\r\nContent-Type: text/html\r\n\r\n${body}\r\n--b--`,
    );
  it.each([
    ["tags that are never closed", html("<".repeat(2_000_000))],
    ["line breaks that are never closed", html("<br".repeat(600_000))],
    ["links that are never closed, beside text", mixed("<a href=".repeat(250_000))],
    ["comments that are never closed, beside text", mixed("<!--".repeat(500_000))],
    ["one word of two million signs", raw({ From: "mailer-daemon@x.y" }, "a@".repeat(1_000_000))],
    ["dots", raw({ From: "mailer-daemon@x.y" }, `a@${"a.".repeat(1_000_000)}`)],
    ["a header of signs", raw({ From: "<".repeat(400_000), Subject: "=?".repeat(50_000) }, "x")],
  ])("two megabytes of %s are read in moments", { timeout: 20_000 }, async (_, bytes) => {
    const mail = await parseInbound(bytes);
    readBounce({ ...mail, subject: "Undelivered mail" }, "");
    expect(mail.text.length).toBeLessThanOrEqual(100_000);
  });

  it("more lines than any mail has are refused, and a mail of many attachments' lines is not", async () => {
    await expect(parseInbound(raw({}, "\r\n".repeat(600_000)))).rejects.toThrow("lines");
    const line = `${"A".repeat(76)}\r\n`;
    const type = { "Content-Type": "a/b", "Content-Transfer-Encoding": "base64" };
    const { files } = await parseInbound(raw(type, line.repeat(100_000)));
    expect(files).toMatchObject([{ bytes: { byteLength: 5_700_000 } }]);
  });

  it("the words of all parts are kept, of each set of alternatives the plain ones", async () => {
    const body = [
      "--b",
      "Content-Type: multipart/alternative; boundary=c",
      "",
      "--c",
      "Content-Type: text/plain",
      "",
      "plain words",
      "--c",
      "Content-Type: text/html",
      "",
      "<p>marked words</p>",
      "--c--",
      "--b",
      "Content-Type: text/html",
      "",
      "<p>a <b>footer</b></p>",
      "--b--",
    ].join("\r\n");
    const mail = await parseInbound(raw({ "Content-Type": "multipart/mixed; boundary=b" }, body));
    expect(mail.text.split(/\s+/).filter(Boolean)).toEqual(["plain", "words", "a", "footer"]);
  });

  it("parts that nest for ever are refused", async () => {
    let body = "Content-Type: text/plain\r\n\r\nx";
    for (let depth = 0; depth < 60; depth++) {
      body = `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${body}\r\n--b${depth}--`;
    }
    await expect(parseInbound(new TextEncoder().encode(body))).rejects.toThrow(/nest/i);
  });

  it("many attachments are kept up to fifty", async () => {
    const parts = Array.from(
      { length: 80 },
      (_, n) =>
        `--b\r\nContent-Type: text/csv; name="../${n}.csv"\r\nContent-Disposition: attachment; filename="../${n}.csv"\r\n\r\n${n}`,
    );
    const mail = await parseInbound(
      raw({ "Content-Type": "multipart/mixed; boundary=b" }, `${parts.join("\r\n")}\r\n--b--`),
    );
    expect(mail.files).toHaveLength(50);
    expect(mail.files[3]).toMatchObject({ name: ".._3.csv", type: "text/csv" });
  });
});

describe("small things", () => {
  it("ids are found once each, in their own form", () => {
    expect(mailIdsIn(`<${OURS}@x> ${OURS.toLowerCase()} mail_short`)).toEqual([OURS]);
  });

  it("only the topmost findings of Cloudflare about the sender count", () => {
    const found = (header: string) => authenticationOf(header, "ada@x.com");
    expect(
      found("mx.cloudflare.net; dkim=pass header.d=x.com; spf=fail; dmarc=pass header.from=x.com"),
    ).toEqual({ spf: "fail", dkim: "pass", dmarc: "pass" });
    const none = { spf: "none", dkim: "none", dmarc: "none" };
    expect(found("mx.evil.example; dkim=pass; cloudflare.net; dmarc=pass")).toEqual(none);
    expect(found("mx.cloudflare.net.evil.example; dmarc=pass")).toEqual(none);
  });

  it.each([
    "mx.cloudflare.net; spf=pass (domain of dmarc=pass@evil.example) smtp.mailfrom=x; dmarc=fail",
    "mx.cloudflare.net; spf=pass smtp.mailfrom=dmarc=pass@evil.example; dmarc=fail header.from=x.com",
    'mx.cloudflare.net; spf=pass smtp.mailfrom="; dmarc=pass "@evil.example; dmarc=fail',
    "mx.cloudflare.net; dkim=pass header.s=dmarc=pass",
    "mx.cloudflare.net; dmarc=pass header.from=evil.example",
  ])("what a sender put into the findings proves no address: %s", (header) => {
    expect(authenticationOf(header, "ada@x.com").dmarc).not.toBe("pass");
  });
});

import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import {
  base64Lines,
  composeMessage,
  encodeAddress,
  encodeHeader,
  quotedPrintable,
} from "./compose-message.ts";

const envelope = {
  id: "mail_1",
  from: { name: "Selvedge", address: "no-reply@example.com" },
  to: "ada@example.com",
  host: "example.com",
  atMs: Date.UTC(2026, 10, 21, 10, 5, 9),
};

test("a message has both alternatives, an RFC 5322 date and only short ASCII lines", () => {
  const { raw, headers } = composeMessage(
    { subject: "Grüße", text: `Zeile\n${"ü".repeat(100)}`, html: "<p>a=b</p>" },
    envelope,
  );
  expect(headers.Date).toBe("Sat, 21 Nov 2026 10:05:09 +0000");
  expect(headers.Subject).toBe("Grüße");
  expect(raw).toContain("Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n");
  expect(raw).toContain("<p>a=3Db</p>");
  expect(raw).toMatch(/^[\x20-\x7e\r\n]*$/);
  for (const line of raw.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78);
  expect(raw.match(/--=_mail_1/g)).toHaveLength(3);
});

test("a long subject is folded into words that each decode by themselves", () => {
  const subject = "مرحبًا بك في Selvedge، دفتر حسابك لا يكذب أبدًا";
  const words = encodeHeader(subject).split("\r\n ");
  expect(words.length).toBeGreaterThan(1);
  const decoded = words.map((word) => {
    expect(word.length).toBeLessThanOrEqual(75);
    return Buffer.from(word.slice("=?UTF-8?B?".length, -2), "base64").toString("utf8");
  });
  expect(decoded.join("")).toBe(subject);
});

test("a line break cannot add a header", () => {
  expect(encodeHeader("Hello\r\nBcc: x@example.com")).toBe("Hello Bcc: x@example.com");
});

test("a space at the end of a line survives", () => {
  expect(quotedPrintable("a \nb\t")).toBe("a=20\r\nb=09");
});

test("the start of a line that relays change is encoded", () => {
  expect(quotedPrintable(".\nFrom here\n.a")).toBe("=2E\r\n=46rom here\r\n=2Ea");
});

test("a message is written to the byte as it has always been", () => {
  const { raw } = composeMessage(
    { subject: "Your usage", text: "80 % used\n", html: "<p>80&nbsp;%</p>" },
    {
      ...envelope,
      from: { name: 'A "B" Co.', address: "no-reply@example.com" },
      headers: {
        "List-Id": "<usage.example.com>",
        "List-Unsubscribe": `<https://example.com/mail/unsubscribe/${"t".repeat(60)}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
    },
  );
  expect(raw.split("\r\n")).toEqual([
    "Date: Sat, 21 Nov 2026 10:05:09 +0000",
    String.raw`From: "A \"B\" Co." <no-reply@example.com>`,
    "To: ada@example.com",
    "Subject: Your usage",
    "Message-ID: <mail_1@example.com>",
    "List-Id: <usage.example.com>",
    `List-Unsubscribe: <https://example.com/mail/unsubscribe/${"t".repeat(60)}>`,
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    "Auto-Submitted: auto-generated",
    "MIME-Version: 1.0",
    'Content-Type: multipart/alternative; boundary="=_mail_1"',
    "",
    "--=_mail_1",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "80 % used",
    "",
    "--=_mail_1",
    "Content-Type: text/html; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "<p>80&nbsp;%</p>",
    "--=_mail_1--",
    "",
  ]);
});

test.each([
  ["Grüße an dich", "ein Text mit Umlauten: äöü ß, und mehr davon, damit er lang genug wird"],
  ["لقد استهلكت رصيدك", "نص عربي طويل ".repeat(30)],
  [`${"long ".repeat(40)}end`, "plain\n.dot\nFrom me\n= signs =3D\n\ttabs \n"],
  ["=?UTF-8?Q?not_encoded?=", "x".repeat(2_000)],
])("another program reads %s as it was written", async (subject, text) => {
  const html = `<p title="a=b">${text}</p>`;
  const { raw } = composeMessage(
    { subject, text, html },
    { ...envelope, from: { name: "Käfer & Söhne, Ltd.", address: "a@example.com" } },
  );
  for (const line of raw.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78);
  const read = await PostalMime.parse(raw);
  expect(read).toMatchObject({
    subject,
    from: { name: "Käfer & Söhne, Ltd.", address: "a@example.com" },
    to: [{ address: "ada@example.com" }],
    messageId: "<mail_1@example.com>",
  });
  expect(read.text?.trimEnd()).toBe(text.trimEnd());
  expect(read.html?.trim()).toBe(html.trim());
});

test("what is mostly not ASCII travels as base64, in short lines", () => {
  const lines = base64Lines("ب".repeat(300)).split("\r\n");
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(76);
  expect(Buffer.from(lines.join(""), "base64").toString()).toBe("ب".repeat(300));
});

test("a name that is an address list is quoted", () => {
  expect(encodeAddress({ name: "a@b, c", address: "x@y.z" })).toBe('"a@b, c" <x@y.z>');
  expect(encodeAddress({ address: "x@y.z" })).toBe("x@y.z");
});

test("no header value can begin another header", () => {
  const { raw } = composeMessage(
    { subject: "a\r\nBcc: x@example.com", text: "", html: "" },
    { ...envelope, headers: { "X-Note": "a\nBcc: y@example.com\r\nBcc: z@example.com" } },
  );
  expect(raw).not.toMatch(/^Bcc/m);
});

import { expect, test } from "vitest";
import { composeMessage, encodeHeader, quotedPrintable } from "./compose-message.ts";

const envelope = {
  id: "mail_1",
  from: "Selvedge <no-reply@example.com>",
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

import { expect, test } from "vitest";
import { parseSettings } from "../worker/platform/settings.ts";
import { describeMail } from "./connectors.ts";

const described = (settings: Record<string, string>) =>
  describeMail(parseSettings({ AUTH_SECRET: "a".repeat(40), ...settings }));

test("a start says how mails leave, and that no service takes one from this machine's name", () => {
  expect(described({})).toBe("mail: local outbox");
  expect(described({ MAIL_TRANSPORT: "smtp", SMTP_URL: "smtp://127.0.0.1:25" })).toContain(
    "set MAIL_FROM",
  );
  const from = { MAIL_TRANSPORT: "smtp", MAIL_FROM: "no-reply@example.com" };
  expect(described(from)).toBe("mail: smtp");
  const served = { MAIL_TRANSPORT: "smtp", PUBLIC_ORIGIN: "https://shop.example.com" };
  expect(described(served)).toBe("mail: smtp");
});

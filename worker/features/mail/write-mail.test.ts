import { expect, test } from "vitest";
import { templateNames } from "./schema.ts";
import { writeMail } from "./write-mail.ts";

const data = {
  name: "Ada",
  url: "https://x.example/verify?token=abc",
  signInUrl: "https://x.example/sign-in",
  resetUrl: "https://x.example/forgot",
};

test.each(["en", "es", "fr", "de", "ar"])("every mail is whole in %s", (locale) => {
  for (const template of templateNames) {
    const mail = writeMail(template, locale, data, "https://x.example");
    const link = template === "already-registered" ? data.signInUrl : data.url;
    expect(mail.subject.length).toBeGreaterThan(5);
    expect(mail.text).toContain("Ada");
    expect(mail.text).toContain(link);
    expect(mail.html).toContain(`href="${link}"`);
    expect(mail.html).toContain(`lang="${locale}" dir="${locale === "ar" ? "rtl" : "ltr"}"`);
  }
});

test("subjects differ between languages", () => {
  const subjects = ["en", "es", "fr", "de", "ar"].map(
    (locale) => writeMail("verify", locale, data, "https://x.example").subject,
  );
  expect(new Set(subjects).size).toBe(5);
});

test("a language the product does not speak gets English", () => {
  expect(writeMail("reset", "tlh", data, "https://x.example").subject).toBe(
    "Choose a new password",
  );
});

test("a name cannot smuggle markup, a link or lines into a mail", () => {
  const name = '<b>Ada</b>\n\nWin at https://evil.example/now "';
  const mail = writeMail("verify", "en", { ...data, name }, "https://x.example");
  expect(mail.html).not.toContain("<b>Ada");
  expect(mail.html).not.toContain("evil.example");
  expect(mail.text.split("\n")[0]).toBe('Hello <b>Ada</b> Win at … ",');
});

import { describe, expect, it, test } from "vitest";
import {
  mailLocales as locales,
  mailVariants as variants,
} from "../../../tests/support/mail/variants.ts";
import type { TemplateData, TemplateName } from "./schema.ts";
import { sampleData as samples } from "./sample-data.ts";
import { templateNames } from "./schema.ts";
import { writeMail } from "./write-mail.ts";

const place = { origin: "https://x.example" };
const others = locales.filter((locale) => locale !== "en");

async function sample<T extends TemplateName>(
  template: T,
  locale: string,
  data?: Partial<TemplateData[T]>,
) {
  return await writeMail(template, locale, { ...samples[template], ...data }, place);
}

/** The lines that people read, without names, addresses and figures that all languages share. */
function wordLines(text: string): string[] {
  return text.split("\n").filter((line) => /\p{L}{3}/u.test(line) && !line.startsWith("https://"));
}

describe.each(locales)("in %s", (locale) => {
  it.each(templateNames)(
    "%s has a subject, a text, a button and the language's direction",
    async (name) => {
      for (const data of variants(name)) {
        const mail = await writeMail(name, locale, data, place);
        const url = "url" in data ? data.url : samples["already-registered"].signInUrl;
        expect(mail.subject.length).toBeGreaterThan(5);
        expect(mail.text).toContain("Ada");
        expect(mail.text).toContain(url);
        expect(mail.html).toContain(`href="${url}"`);
        expect(mail.html).toContain(`dir="${locale === "ar" ? "rtl" : "ltr"}" lang="${locale}"`);
        expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(/undefined|NaN|\[object/);
      }
    },
  );

  it("no two variants of a mail say the same", async () => {
    for (const name of templateNames) {
      const mails = variants(name).map((data) => writeMail(name, locale, data, place));
      const texts = (await Promise.all(mails)).map(({ text }) => text);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });
});

describe.each(others)("nothing English is left in %s", (locale) => {
  it.each(templateNames)("%s", async (name) => {
    for (const data of variants(name)) {
      const english = await writeMail(name, "en", data, place);
      const mail = await writeMail(name, locale, data, place);
      expect(mail.subject).not.toBe(english.subject);
      const shared = wordLines(mail.text).filter((line) => wordLines(english.text).includes(line));
      expect(shared).toEqual([]);
      if (locale !== "ar") continue;
      for (const line of wordLines(mail.text)) expect(line).toMatch(/\p{Script=Arabic}/u);
    }
  });
});

describe("figures", () => {
  it.each([
    ["en", "$1,234.50"],
    ["de", "1.234,50\u00a0$"],
    ["fr", "1\u202f234,50\u00a0$US"],
    ["es", "1234,50\u00a0US$"],
  ])("money in %s reads %s", async (locale, amount) => {
    expect((await sample("receipt", locale)).subject).toContain(amount);
  });

  it("an amount within Arabic is one isolated piece in Latin digits", async () => {
    const { text } = await sample("receipt", "ar");
    expect(text).toContain("\u20661,234.50\u00a0US$\u2069");
    expect(text).toContain("\u206649,000\u00a0PT\u2069");
    expect(text.match(/[\u2066\u2068]/g)?.length).toBe(text.match(/\u2069/g)?.length);
  });

  it.each([
    ["jpy", "1250", "¥1,250"],
    ["kwd", "12345", "KWD\u00a012.345"],
    ["EUR", "5", "€0.05"],
    ["gbp", "0", "£0.00"],
  ])("a minor unit of %s has its own decimals", async (currency, amountMinor, amount) => {
    expect((await sample("payment-recovered", "en", { currency, amountMinor })).text).toContain(
      amount,
    );
  });

  it("an amount that is none is refused rather than written", async () => {
    await expect(sample("receipt", "en", { amountMinor: "" })).rejects.toThrow("is a number");
    const soon = sample("payment-failed", "en", { graceEndsAtMs: "soon" });
    await expect(soon).rejects.toThrow("is a number");
  });

  it("a day is the one in UTC, and says so", async () => {
    expect((await sample("plan-changed", "en")).text).toContain("November 24, 2026 (UTC)");
    expect((await sample("plan-changed", "de")).text).toContain("24. November 2026 (UTC)");
    expect((await sample("plan-changed", "ar")).text).toContain("24 نوفمبر 2026 (UTC)");
  });

  it("PT keep two decimals, percentages one, months their year", async () => {
    expect((await sample("pt-low", "en", { availablePt: "1234.5678" })).text).toContain(
      "1,234.57\u00a0PT",
    );
    expect((await sample("margin-alert", "fr")).subject).toContain("44,4\u00a0%");
    expect((await sample("statement-ready", "es")).subject).toContain("octubre de 2026");
    expect((await sample("statement-ready", "en", { month: "soon" })).subject).toContain("soon");
  });

  it("nothing is said about PT that did not move", async () => {
    expect((await sample("receipt", "en", { pt: "0" })).text).not.toContain("0\u00a0PT");
    expect((await sample("refund-issued", "en", { ptTaken: "0" })).text).not.toContain(
      "taken back",
    );
  });
});

describe("what comes from outside", () => {
  it("a name cannot smuggle markup, a link or lines into a mail", async () => {
    const name = '<b>Ada</b>\n\nWin at https://evil.example/now "';
    const mail = await sample("verify", "en", { name });
    expect(mail.html).not.toContain("<b>Ada");
    expect(mail.html).not.toContain("evil.example");
    expect(mail.text.split("\n")[0]).toBe('Hello <b>Ada</b> Win at … ",');
  });

  it.each(locales)("names that people give smuggle no link into a mail, in %s", async (locale) => {
    const lure = "Acme! You won, see https://evil.example/now or www.evil.example";
    const mails = await Promise.all([
      sample("invitation", locale, { name: lure, workspace: lure, inviter: lure }),
      sample("ownership-offered", locale, { workspace: lure, inviter: lure }),
      sample("join-requested", locale, { asker: lure, workspace: lure }),
      sample("join-answered", locale, { workspace: lure }),
      sample("program-stolen", locale, { program: lure, workspace: lure }),
      sample("key-leaked", locale, { key: lure }),
      sample("channel-disabled", locale, { channel: lure }),
    ]);
    for (const { subject, text, html } of mails) {
      expect(`${subject}${text}${html}`).not.toContain("evil.example");
      expect(text).toContain("Acme! You won");
    }
  });

  it("no fact can add markup or lines, or turn the direction of what follows", async () => {
    const hostile = '<img src=x onerror=alert(1)>\n\nAmount: 0 \u202e"';
    const mail = await sample("receipt", "en", { description: hostile, invoiceNumber: hostile });
    expect(mail.html).not.toContain("<img");
    expect(mail.text).not.toMatch(/^Amount: 0/m);
    expect(`${mail.text}${mail.html}`).not.toContain("\u202e");
    const hook = await sample("webhook-disabled", "ar", { endpoint: hostile });
    expect(hook.html).not.toContain("<img");
  });

  it("what a person wrote is quoted, line by line, at most 2,000 characters", async () => {
    const message = `First.\n\n<script>x</script>\u0007 ${"long ".repeat(1_000)}`;
    const mail = await sample("dispute-update", "en", { step: "asked", message });
    expect(mail.text).toContain("\n> First.\n> \n> <script>x</script>");
    expect(mail.html).toContain('<blockquote dir="auto"');
    expect(mail.html).toContain("First.<br/><br/>&lt;script&gt;");
    expect(mail.text.length).toBeLessThan(2_500);
    expect((await sample("dispute-update", "en")).html).not.toContain("<blockquote");
  });

  it("facts stand in a table, and in lines of the text", async () => {
    const mail = await sample("receipt", "fr");
    expect(mail.text).toContain("Facture\u202F: SEL-0001");
    expect(mail.text).toContain("Voir la facture\u202F:\nhttps://x.example/");
    expect(mail.html).toMatch(/<th scope="row"[^>]*>Facture<\/th><td[^>]*>SEL-0001<\/td>/);
  });
});

test("a language the product does not speak gets English", async () => {
  for (const locale of ["tlh", "constructor", ""]) {
    expect((await sample("reset", locale)).subject).toBe("Choose a new password");
  }
});

test("a fact that is not known is left out", async () => {
  const mail = await sample("receipt", "en", { description: "" });
  expect(mail.text).not.toContain("For:");
  expect(mail.html).not.toContain(">For<");
});

test("a plan goes by its name in the reader's language while it is the shipped one", async () => {
  expect((await sample("plan-frozen", "de", { plan: "Entry" })).subject).toContain("Einstieg");
});

test("a plan or a card that has no name of ours keeps the one it was given", async () => {
  expect((await sample("plan-frozen", "en", { plan: "Team 2027" })).subject).toContain("Team 2027");
  expect((await sample("card-expiring", "de")).text).toContain("Karte von Visa");
  expect((await sample("card-expiring", "de", { brand: "elo" })).text).toContain("Karte von elo");
});

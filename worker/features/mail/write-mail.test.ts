import { describe, expect, it, test } from "vitest";
import type {
  DisputeAlert,
  DisputeStep,
  PlanChange,
  TemplateData,
  TemplateName,
} from "./schema.ts";
import { templateNames } from "./schema.ts";
import { writeMail } from "./write-mail.ts";

const origin = "https://x.example";
const locales = ["en", "es", "fr", "de", "ar"];
const others = locales.filter((locale) => locale !== "en");

const atMs = String(Date.UTC(2026, 10, 24, 23, 30));
const link = { name: "Ada", url: "https://x.example/billing?token=abc" };
const money = { ...link, amountMinor: "123450", currency: "usd" };

const samples: TemplateData = {
  "magic-link": { name: "Ada", url: "https://selvedge.example/sign-in/link?token=abc" },
  "new-device": {
    name: "Ada",
    url: "https://selvedge.example/account/security",
    atMs: "1764000000000",
    device: "Firefox, Linux",
    place: "Berlin, DE",
  },
  "account-attacked": { name: "Ada", url: "https://selvedge.example/account/security" },
  "password-changed": { name: "Ada", url: "https://selvedge.example/forgot" },
  "email-change-agree": {
    name: "Ada",
    url: "https://selvedge.example/email-change?token=abc",
    email: "new@example.com",
  },
  "email-change-prove": {
    name: "Ada",
    url: "https://selvedge.example/email-change?token=abc",
    email: "new@example.com",
  },
  "email-changed": {
    name: "Ada",
    url: "https://selvedge.example/account/security",
    email: "new@example.com",
  },
  "two-factor-changed": {
    name: "Ada",
    url: "https://selvedge.example/account/security",
    change: "on",
  },
  verify: link,
  reset: link,
  welcome: link,
  "already-registered": {
    name: "Ada",
    signInUrl: "https://x.example/sign-in",
    resetUrl: "https://x.example/forgot",
  },
  receipt: { ...money, description: "topup", invoiceNumber: "SEL-0001", pt: "49000" },
  "payment-failed": { ...money, step: "1", graceEndsAtMs: atMs },
  "payment-recovered": money,
  "plan-frozen": { ...link, plan: "pro" },
  "plan-changed": { ...link, change: "started", plan: "pro", atMs },
  "refund-issued": { ...money, ptTaken: "10000" },
  "refund-failed": { ...money, ptReturned: "10000" },
  "topup-failed": { ...money, reason: "insufficient_funds" },
  "topup-cap-reached": money,
  "chargeback-opened": { ...money, reason: "fraudulent", dueAtMs: atMs },
  "card-expiring": { ...link, brand: "visa", last4: "4242", month: "2026-12" },
  "usage-alert": { ...link, percent: "80", usedPt: "39200", grantedPt: "49000" },
  "pt-low": { ...link, availablePt: "0.5" },
  "spend-cap-reached": { ...link, capPt: "20000" },
  "dispute-update": { ...link, step: "opened", amountPt: "12", message: "" },
  "webhook-disabled": { ...link, endpoint: "https://hook.example/in", reason: "failing" },
  "margin-alert": { ...link, plan: "pro", marginPercent: "44.4", light: "red" },
  "reconciliation-alert": { ...link, open: "1204" },
  "dispute-alert": { ...link, alert: "new", amountPt: "1204.5", dueAtMs: "1795900000000" },
  "statement-ready": { ...link, month: "2026-10" },
  invitation: { ...link, workspace: "Acme", inviter: "Grace", expiresAtMs: atMs },
  "ownership-offered": { ...link, workspace: "Acme", inviter: "Grace" },
  "key-leaked": { ...link, key: "CI", prefix: "sk_selv_RXVB5M1D", where: "https://git.example/a" },
};

const planChanges: Record<PlanChange, true> = {
  started: true,
  "trial-started": true,
  "trial-ending": true,
  upgraded: true,
  "downgrade-scheduled": true,
  downgraded: true,
  "cancel-scheduled": true,
  canceled: true,
  resumed: true,
  paused: true,
};

const disputeSteps: Record<DisputeStep, true> = {
  opened: true,
  asked: true,
  answered: true,
  approved: true,
  partly: true,
  denied: true,
  withdrawn: true,
  expired: true,
};

const disputeAlerts: Record<DisputeAlert, true> = {
  new: true,
  overdue: true,
  "second-approval": true,
};

const topupReasons = [
  "card_declined",
  "insufficient_funds",
  "expired_card",
  "incorrect_cvc",
  "authentication_required",
  "turned_off",
  "something_new",
];

const keysOf = <K extends string>(record: Record<K, true>) => Object.keys(record) as K[];

/** Every mail that can be written, with each of its variants. */
function variants<T extends TemplateName>(template: T): TemplateData[T][] {
  const each = <K extends TemplateName, M extends keyof TemplateData[K]>(
    template: K,
    member: M,
    values: TemplateData[K][M][],
  ) =>
    values.map((value): TemplateData[K] =>
      Object.assign({}, samples[template], { [member]: value }),
    );
  const all: { [K in TemplateName]?: TemplateData[K][] } = {
    "plan-changed": each("plan-changed", "change", keysOf(planChanges)),
    "dispute-update": each("dispute-update", "step", keysOf(disputeSteps)),
    "dispute-alert": each("dispute-alert", "alert", keysOf(disputeAlerts)),
    "payment-failed": each("payment-failed", "step", ["1", "2", "4"]),
    "topup-failed": each("topup-failed", "reason", topupReasons),
    "webhook-disabled": each("webhook-disabled", "reason", ["failing", "gone"]),
    "margin-alert": [
      samples["margin-alert"],
      { ...samples["margin-alert"], light: "yellow", marginPercent: "60" },
    ],
  };
  return all[template] ?? [samples[template]];
}

function sample<T extends TemplateName>(
  template: T,
  locale: string,
  data?: Partial<TemplateData[T]>,
) {
  return writeMail(template, locale, { ...samples[template], ...data }, origin);
}

/** The lines that people read, without names, addresses and figures that all languages share. */
function wordLines(text: string): string[] {
  return text.split("\n").filter((line) => /\p{L}{3}/u.test(line) && !line.startsWith("https://"));
}

describe.each(locales)("in %s", (locale) => {
  it.each(templateNames)(
    "%s has a subject, a text, a button and the language's direction",
    (name) => {
      for (const data of variants(name)) {
        const mail = writeMail(name, locale, data, origin);
        const url = "url" in data ? data.url : samples["already-registered"].signInUrl;
        expect(mail.subject.length).toBeGreaterThan(5);
        expect(mail.text).toContain("Ada");
        expect(mail.text).toContain(url);
        expect(mail.html).toContain(`href="${url}"`);
        expect(mail.html).toContain(`lang="${locale}" dir="${locale === "ar" ? "rtl" : "ltr"}"`);
        expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(/undefined|NaN|\[object/);
      }
    },
  );

  it("no two variants of a mail say the same", () => {
    for (const name of templateNames) {
      const texts = variants(name).map((data) => writeMail(name, locale, data, origin).text);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });
});

describe.each(others)("nothing English is left in %s", (locale) => {
  it.each(templateNames)("%s", (name) => {
    for (const data of variants(name)) {
      const english = writeMail(name, "en", data, origin);
      const mail = writeMail(name, locale, data, origin);
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
  ])("money in %s reads %s", (locale, amount) => {
    expect(sample("receipt", locale).subject).toContain(amount);
  });

  it("an amount within Arabic is one isolated piece in Latin digits", () => {
    const { text } = sample("receipt", "ar");
    expect(text).toContain("\u20661,234.50\u00a0US$\u2069");
    expect(text).toContain("\u206649,000\u00a0PT\u2069");
    expect(text.match(/[\u2066\u2068]/g)?.length).toBe(text.match(/\u2069/g)?.length);
  });

  it.each([
    ["jpy", "1250", "¥1,250"],
    ["kwd", "12345", "KWD\u00a012.345"],
    ["EUR", "5", "€0.05"],
    ["gbp", "0", "£0.00"],
  ])("a minor unit of %s has its own decimals", (currency, amountMinor, amount) => {
    expect(sample("payment-recovered", "en", { currency, amountMinor }).text).toContain(amount);
  });

  it("an amount that is none is refused rather than written", () => {
    expect(() => sample("receipt", "en", { amountMinor: "" })).toThrow("is a number");
    expect(() => sample("payment-failed", "en", { graceEndsAtMs: "soon" })).toThrow("is a number");
  });

  it("a day is the one in UTC, and says so", () => {
    expect(sample("plan-changed", "en").text).toContain("November 24, 2026 (UTC)");
    expect(sample("plan-changed", "de").text).toContain("24. November 2026 (UTC)");
    expect(sample("plan-changed", "ar").text).toContain("24 نوفمبر 2026 (UTC)");
  });

  it("PT keep two decimals, percentages one, months their year", () => {
    expect(sample("pt-low", "en", { availablePt: "1234.5678" }).text).toContain("1,234.57\u00a0PT");
    expect(sample("margin-alert", "fr").subject).toContain("44,4\u00a0%");
    expect(sample("statement-ready", "es").subject).toContain("octubre de 2026");
    expect(sample("statement-ready", "en", { month: "soon" }).subject).toContain("soon");
  });

  it("nothing is said about PT that did not move", () => {
    expect(sample("receipt", "en", { pt: "0" }).text).not.toContain("0\u00a0PT");
    expect(sample("refund-issued", "en", { ptTaken: "0" }).text).not.toContain("taken back");
  });
});

describe("what comes from outside", () => {
  it("a name cannot smuggle markup, a link or lines into a mail", () => {
    const name = '<b>Ada</b>\n\nWin at https://evil.example/now "';
    const mail = sample("verify", "en", { name });
    expect(mail.html).not.toContain("<b>Ada");
    expect(mail.html).not.toContain("evil.example");
    expect(mail.text.split("\n")[0]).toBe('Hello <b>Ada</b> Win at … ",');
  });

  it("no fact can add markup or lines, or turn the direction of what follows", () => {
    const hostile = '<img src=x onerror=alert(1)>\n\nAmount: 0 \u202e"';
    const mail = sample("receipt", "en", { description: hostile, invoiceNumber: hostile });
    expect(mail.html).not.toContain("<img");
    expect(mail.text).not.toMatch(/^Amount: 0/m);
    expect(`${mail.text}${mail.html}`).not.toContain("\u202e");
    const hook = sample("webhook-disabled", "ar", { endpoint: hostile });
    expect(hook.html).not.toContain("<img");
  });

  it("what a person wrote is quoted, line by line, at most 2,000 characters", () => {
    const message = `First.\n\n<script>x</script>\u0007 ${"long ".repeat(1_000)}`;
    const mail = sample("dispute-update", "en", { step: "asked", message });
    expect(mail.text).toContain("\n> First.\n> \n> <script>x</script>");
    expect(mail.html).toContain('<blockquote dir="auto"');
    expect(mail.html).toContain("First.<br><br>&lt;script&gt;");
    expect(mail.text.length).toBeLessThan(2_500);
    expect(sample("dispute-update", "en").html).not.toContain("<blockquote");
  });

  it("facts stand in a table, and in lines of the text", () => {
    const mail = sample("receipt", "fr");
    expect(mail.text).toContain("Facture : SEL-0001");
    expect(mail.html).toMatch(/<th scope="row"[^>]*>Facture<\/th><td[^>]*>SEL-0001<\/td>/);
  });
});

test("a language the product does not speak gets English", () => {
  for (const locale of ["tlh", "constructor", ""]) {
    expect(sample("reset", locale).subject).toBe("Choose a new password");
  }
});

test("a fact that is not known is left out", () => {
  const mail = sample("receipt", "en", { description: "" });
  expect(mail.text).not.toContain("For:");
  expect(mail.html).not.toContain(">For<");
});

test("a plan goes by its name in the reader's language while it is the shipped one", () => {
  expect(sample("plan-frozen", "de", { plan: "Entry" }).subject).toContain("Einstieg");
});

test("a plan or a card that has no name of ours keeps the one it was given", () => {
  expect(sample("plan-frozen", "en", { plan: "Team 2027" }).subject).toContain("Team 2027");
  expect(sample("card-expiring", "de").text).toContain("Karte von Visa");
  expect(sample("card-expiring", "de", { brand: "elo" }).text).toContain("Karte von elo");
});

import { createHash } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import { mailContent } from "./mail-content.ts";
import { sampleData } from "./sample-data.ts";
import { type TemplateName, templateNames } from "./schema.ts";
import { mailColours } from "./mail-style.ts";
import { renderHtml, renderWhole } from "./render-html.tsx";
import { LAYOUT_VERSION, writeMail } from "./write-mail.ts";

const place = {
  origin: "https://app.example",
  unsubscribeUrl: "https://app.example/unsubscribe/abc?of=usage&by=x",
};
const locales = ["en", "es", "fr", "de", "ar"];
/** Gmail cuts a mail off here. https://support.google.com/a/answer/6357536 */
const CLIPPED_BYTES = 102_000;

function write(name: TemplateName, locale: string) {
  return writeMail(name, locale, sampleData[name], place);
}

/** What WCAG 2.2 calls relative luminance, of `#rrggbb`. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const textPairs = [
  ["ink", "surface"],
  ["ink", "sunken"],
  ["muted", "surface"],
  ["accent", "surface"],
  ["onFill", "fill"],
] as const;

describe.each(["light", "dark"] as const)("in the %s form", (scheme) => {
  it.each(textPairs)("%s on %s can be read (WCAG AA)", (front, back) => {
    const values = [front, back].map((name) => luminance(mailColours[name][scheme]) + 0.05);
    expect(Math.max(...values) / Math.min(...values)).toBeGreaterThanOrEqual(4.5);
  });
});

describe.each(locales)("every mail in %s", (locale) => {
  it.each(templateNames)("%s is whole when Gmail shows it", async (name) => {
    const { html } = await write(name, locale);
    expect(new TextEncoder().encode(html).length).toBeLessThan(CLIPPED_BYTES / 4);
  });

  it.each(templateNames)(
    "%s has only absolute links, and says all of them in text",
    async (name) => {
      const { html, text } = await write(name, locale);
      const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, url = ""]) =>
        url.replaceAll("&amp;", "&"),
      );
      expect(links).toContain(place.unsubscribeUrl);
      for (const url of links) {
        expect(new URL(url).protocol).toMatch(/^https?:$/);
        expect(text).toContain(url);
      }
    },
  );

  it.each(templateNames)("%s is filled in as React would write it", async (name) => {
    const data = { ...sampleData[name], name: `<i>"O'Neil" & Co</i>`, message: "a\n\n<b>\n" };
    const content = mailContent(name, locale, data, place);
    const whole = await renderWhole(content);
    expect(await renderHtml(content)).toBe(whole);
    expect(await renderHtml(content)).toBe(whole);
  });

  it.each(templateNames)("%s asks nothing of the network and runs nothing", async (name) => {
    const { html } = await write(name, locale);
    expect(html).not.toMatch(/<(?:img|script|link|iframe|form|input)\b/);
    expect(html).not.toMatch(/url\(|\son\w+=/);
    expect(html.match(/<style>/g)).toHaveLength(1);
  });

  it.each(templateNames)("%s says in text what it says in HTML", async (name) => {
    const { html, text, subject } = await write(name, locale);
    const shown = html
      .replace(/<head>.*?<\/head>/s, "")
      .replaceAll(/<!--.*?-->/gs, "")
      .replaceAll(/<[^>]+>/g, "\n")
      .replaceAll("&amp;", "&")
      .replaceAll("&#x27;", "'")
      .replaceAll("&quot;", '"');
    const { linkHint, preheader } = mailContent(name, locale, sampleData[name], place);
    // The brand, a start of the text, and what only someone who sees a button needs to know.
    const needless = new Set(["", "Selvedge", "·", linkHint, preheader]);
    const said = `${subject}\n${text}`;
    const lines = shown.split("\n").map((one) => one.trim());
    expect(lines.filter((line) => !needless.has(line) && !said.includes(line))).toEqual([]);
  });
});

test("a mail that can be stopped offers it; one that is essential says why it cannot", async () => {
  const usage = await write("usage-alert", "en");
  expect(usage.text).toContain(`Unsubscribe from mails like this:\n${place.unsubscribeUrl}`);
  const { origin } = place;
  const verify = await writeMail("verify", "en", sampleData.verify, { origin });
  expect(verify.text).toContain("cannot be switched off");
  expect(verify.html).not.toContain("nsubscribe");
});

test("a mail to someone without an account speaks of none, and leads to no page that needs one", async () => {
  const { origin } = place;
  const { html, text } = await writeMail("invitation", "en", sampleData.invitation, { origin });
  expect(text).toContain("because this address was given to us");
  expect(text).not.toContain("belongs to your account");
  expect(html).not.toContain("/account/notifications");
});

test("a mail that looks otherwise than before has another version", async () => {
  const { html } = await write("receipt", "en");
  const digest = createHash("sha256").update(html).digest("hex").slice(0, 12);
  expect({ version: LAYOUT_VERSION, digest }).toEqual({ version: 3, digest: "8f8544d91994" });
});

import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { composeMessage } from "./compose-message.ts";
import { sampleData } from "./sample-data.ts";
import { templateFacts, templateNames } from "./schema.ts";
import { writeMail } from "./write-mail.ts";

const SCORE_MAX = 1;
const locales = ["en", "es", "fr", "de", "ar"];
const isThere = spawnSync("spamassassin", ["--version"]).status === 0;
const isRequired = process.env["REQUIRE_BROWSER"] === "1";

/** Every mail in every language, as a receiving server would get it, in the form of an mbox. */
async function writeMbox(): Promise<{ mbox: string; names: string[] }> {
  const names: string[] = [];
  const messages: string[] = [];
  for (const locale of locales) {
    for (const template of templateNames) {
      const origin = "https://app.selvedge.dev";
      const { essential } = templateFacts[template];
      const unsubscribeUrl = essential ? undefined : `${origin}/mail/unsubscribe/token`;
      const place = { origin, unsubscribeUrl };
      const mail = await writeMail(template, locale, sampleData[template], place);
      const { raw } = composeMessage(mail, {
        id: `mail_${messages.length}`,
        from: { name: "Selvedge", address: "no-reply@app.selvedge.dev" },
        to: "ada@receiver.dev",
        host: "app.selvedge.dev",
        atMs: Date.now(),
        headers: essential
          ? {}
          : {
              "List-Unsubscribe": `<${unsubscribeUrl}>`,
              "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
      });
      names.push(`${template} in ${locale}`);
      const body = raw.replaceAll("\r\n", "\n").replaceAll(/^From /gm, ">From ");
      messages.push(`From no-reply@app.selvedge.dev Sat Nov 28 12:00:00 2026\n${body}`);
    }
  }
  return { mbox: messages.join("\n"), names };
}

test(
  "no mail that is shipped looks like spam to SpamAssassin: at most 1.0",
  { timeout: 600_000 },
  async ({ skip }) => {
    if (!isThere && isRequired) throw new Error("spamassassin is not installed, and is required");
    if (!isThere) {
      process.stderr.write("SKIPPED: spamassassin is not installed, no mail was scored\n");
      skip();
    }
    const { mbox, names } = await writeMbox();
    const { status, stdout, stderr } = spawnSync("spamassassin", ["-L", "-t", "--mbox"], {
      input: mbox,
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
    });
    expect(status, stderr).toBe(0);
    const scores = [...stdout.matchAll(/^X-Spam-Status: \w+, score=(-?[\d.]+)/gm)].map(
      ([, score]) => Number(score),
    );
    expect(scores).toHaveLength(names.length);
    const high = names.flatMap((name, at) =>
      (scores[at] ?? Infinity) > SCORE_MAX ? [`${name}: ${scores[at]}`] : [],
    );
    expect(high).toEqual([]);
  },
);

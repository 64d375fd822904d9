import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { newId } from "#core/ids";
import { mailLocales, mailVariants } from "../../../tests/support/mail/variants.ts";
import { composeMessage } from "./compose-message.ts";
import { templateFacts, templateNames } from "./schema.ts";
import { writeMail } from "./write-mail.ts";

const SCORE_MAX = 1;
const isThere = spawnSync("spamassassin", ["--version"]).status === 0;
const isRequired = process.env["REQUIRE_BROWSER"] === "1";

/** Every mail in each of its forms and every language, as a receiving server would get it, in the form of an mbox. */
async function writeMbox(): Promise<{ mbox: string; names: string[] }> {
  const names: string[] = [];
  const messages: string[] = [];
  const forms = mailLocales.flatMap((locale) =>
    templateNames.flatMap((template) =>
      mailVariants(template).map((data) => ({ locale, template, data })),
    ),
  );
  for (const { locale, template, data } of forms) {
    const origin = "https://app.selvedge.dev";
    const atMs = Date.now();
    const { essential } = templateFacts[template];
    const unsubscribeUrl = essential ? undefined : `${origin}/mail/unsubscribe/token`;
    const mail = await writeMail(template, locale, data, { origin, unsubscribeUrl });
    const { raw } = composeMessage(mail, {
      id: newId("mail", atMs),
      from: { name: "Selvedge", address: "no-reply@app.selvedge.dev" },
      to: "ada@receiver.dev",
      host: "app.selvedge.dev",
      atMs,
      headers: essential
        ? {}
        : {
            "List-Unsubscribe": `<${unsubscribeUrl}>`,
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          },
    });
    names.push(`${template} in ${locale}: ${mail.subject}`);
    const body = raw.replaceAll("\r\n", "\n").replaceAll(/^From /gm, ">From ");
    messages.push(`From no-reply@app.selvedge.dev Sat Nov 28 12:00:00 2026\n${body}`);
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
    const verdicts = [
      ...stdout.matchAll(
        /^X-Spam-Status: \w+, score=(-?[\d.]+) [^=]+=\d\S* tests=([\w,\s]+?) \w+=/gm,
      ),
    ].map(([, score, rules = ""]) => ({
      score: Number(score),
      rules: rules.replaceAll(/\s/g, ""),
    }));
    expect(verdicts).toHaveLength(names.length);
    const high = names.flatMap((name, at) => {
      const { score, rules } = verdicts[at] ?? { score: Infinity, rules: "" };
      return score > SCORE_MAX ? [`${name}: ${score} by ${rules}`] : [];
    });
    expect(high).toEqual([]);
  },
);

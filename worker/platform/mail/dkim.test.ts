import { authenticate } from "mailauth";
import { expect, test } from "vitest";
import { composeMessage } from "../../features/mail/compose-message.ts";
import {
  type DkimAlgorithm,
  dkimRecord,
  generateDkimPair,
  importDkimKey,
  signDkim,
} from "./dkim.ts";

const domain = "shop.test";
const atMs = Date.UTC(2026, 10, 28, 12);

const pairs = {
  rsa: await generateDkimPair("rsa"),
  ed25519: await generateDkimPair("ed25519"),
};

async function signer(algorithm: DkimAlgorithm) {
  const key = await importDkimKey(algorithm, pairs[algorithm].privateKey);
  return { domain, selector: `s-${algorithm}`, algorithm, key };
}

/** Our own zone, as mailauth asks it. */
async function resolver(name: string, type: string): Promise<string[][]> {
  for (const algorithm of ["rsa", "ed25519"] as const) {
    const { publicKey } = pairs[algorithm];
    const record = dkimRecord({ selector: `s-${algorithm}`, domain, algorithm, publicKey });
    if (type === "TXT" && name === record.name) return [record.value.match(/.{1,255}/g) ?? []];
  }
  throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
}

async function verify(raw: string) {
  const { dkim } = await authenticate(raw, {
    ip: "192.0.2.1",
    helo: domain,
    sender: `no-reply@${domain}`,
    resolver,
  });
  return dkim.results.map((result) => ({
    result: result.status.result,
    algo: result.algo ?? "",
    names: (result.signingHeaders?.keys ?? "").toLowerCase().split(/[\s:,]+/),
  }));
}

function message(subject: string, text: string): string {
  return composeMessage(
    { subject, text, html: `<p>${text}</p>` },
    {
      id: "mail_1",
      from: { name: "Grüße, Ltd.", address: `no-reply@${domain}` },
      to: "ada@example.com",
      host: domain,
      atMs,
      headers: {
        "List-Id": "<usage.shop.test>",
        "List-Unsubscribe": `<https://shop.test/mail/unsubscribe/${"x".repeat(120)}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
    },
  ).raw;
}

test.each([
  ["Hello", "short"],
  ["مرحبًا بك في Selvedge، دفتر حسابك لا يكذب أبدًا", "نص طويل\n\n\n"],
  ["x ".repeat(80), ".dots\n  spaces \t\n\tand tabs\nFrom here"],
])("both signatures of %s hold, and cover both list headers", async (subject, text) => {
  const raw = await signDkim(
    message(subject, text),
    [await signer("rsa"), await signer("ed25519")],
    atMs,
  );
  const results = await verify(raw);
  expect(results.map(({ result }) => result)).toEqual(["pass", "pass"]);
  expect(results.map(({ algo }) => algo).toSorted((a, b) => a.localeCompare(b))).toEqual([
    "ed25519-sha256",
    "rsa-sha256",
  ]);
  for (const { names } of results) {
    expect(names).toEqual(expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post"]));
  }
  for (const line of raw.split("\r\n")) expect(line.length).toBeLessThan(998);
});

test("a changed body, a changed header and an added one break every signature", async () => {
  const signers = [await signer("rsa"), await signer("ed25519")];
  const raw = await signDkim(message("Hello", "short"), signers, atMs);
  const changed = [
    raw.replace("short", "shirt"),
    raw.replace("Subject: Hello", "Subject: Hallo"),
    `Subject: Buy\r\n${raw}`,
    `List-Unsubscribe: <https://evil.test>\r\n${raw}`,
  ];
  for (const forged of changed) {
    expect(forged).not.toBe(raw);
    for (const { result } of await verify(forged)) expect(result).not.toBe("pass");
  }
});

test("a relay may fold and pad as relaxed canonicalisation allows", async () => {
  const raw = await signDkim(message("Hello  there", "a b"), [await signer("rsa")], atMs);
  const relayed = `${raw.replace("Subject: Hello", "Subject:\r\n  Hello")}\r\n\r\n`;
  expect((await verify(relayed)).map(({ result }) => result)).toEqual(["pass"]);
});

test("without a key the message stays as it is", async () => {
  expect(await signDkim("a: b\r\n\r\nc", [], atMs)).toBe("a: b\r\n\r\nc");
});

import { expect, test } from "vitest";
import {
  findTotpStep,
  fromBase32,
  newTotpSecret,
  stepAt,
  toBase32,
  totpCode,
  totpUri,
} from "./totp.ts";

/** RFC 6238, appendix B: the secret of the SHA-1 vectors, and the last six of their eight digits. */
const secret = toBase32(new TextEncoder().encode("12345678901234567890"));

test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("at second %d it gives the code of RFC 6238", async (second, code) => {
  expect(await totpCode(secret, stepAt(second * 1_000))).toBe(code);
});

/** RFC 4648, section 10. */
test.each([
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
])("%s is %s in base 32, and back", (text, base32) => {
  expect(toBase32(new TextEncoder().encode(text))).toBe(base32);
  expect(new TextDecoder().decode(fromBase32(base32))).toBe(text);
});

test("a code is taken a step early and a step late, and no further off", async () => {
  const atMs = 1_700_000_000_000;
  const lastStep = 0;
  for (const drift of [-2, -1, 0, 1, 2]) {
    const code = await totpCode(secret, stepAt(atMs) + drift);
    const found = await findTotpStep(secret, code, { atMs, lastStep });
    expect(found, `drift ${drift}`).toBe(Math.abs(drift) <= 1 ? stepAt(atMs) + drift : undefined);
  }
});

test("a code that was taken, and every one before it, is not taken again", async () => {
  const atMs = 1_700_000_000_000;
  const step = stepAt(atMs);
  const [before, now, after] = await Promise.all(
    [step - 1, step, step + 1].map((one) => totpCode(secret, one)),
  );
  const of = (code = "") => findTotpStep(secret, code, { atMs, lastStep: step });
  expect(await of(before)).toBeUndefined();
  expect(await of(now)).toBeUndefined();
  expect(await of(after)).toBe(step + 1);
});

test("a new secret has 160 bits and is never the same", () => {
  const [one, other] = [newTotpSecret(), newTotpSecret()];
  expect(fromBase32(one)).toHaveLength(20);
  expect(one).not.toBe(other);
});

test("the address for the app names the issuer twice and escapes the account", () => {
  expect(totpUri("ABC", { issuer: "Selvedge", name: "a+b@example.com" })).toBe(
    "otpauth://totp/Selvedge:a%2Bb%40example.com?secret=ABC&issuer=Selvedge&algorithm=SHA1&digits=6&period=30",
  );
});

import { afterEach, expect, inject, test } from "vitest";
import { MINUTE_MS } from "#core/time";
import { shiftClock } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import { anonymousCtx } from "../../../tests/support/people.ts";
import { requireSafePassword } from "./index.ts";

let offsetMs = 0;
afterEach(() => {
  // A failed question pauses the next ones for a minute.
  offsetMs += 2 * MINUTE_MS;
  shiftClock(offsetMs);
});

function asking(pwnedPasswordsBaseUrl: string | undefined): Ctx {
  const ctx = anonymousCtx();
  return { ...ctx, settings: { ...ctx.settings, pwnedPasswordsBaseUrl } };
}

test("common passwords are refused without asking anyone, in any case of letters", async () => {
  for (const common of ["password1", "PASSWORD1", "qwertyuiop", "iloveyou1", "football1"]) {
    await expect(requireSafePassword(asking(undefined), common), common).rejects.toMatchObject({
      slug: "invalid-input",
      extensions: { reason: "password-common" },
    });
  }
});

test("passwords that nobody would try are taken", async () => {
  for (const good of ["correct horse battery", "zwölf Boxkämpfer", "a-long-enough-password"]) {
    await expect(requireSafePassword(asking(undefined), good)).resolves.toBeUndefined();
  }
});

test("a password of a known breach is refused, and only five characters of its hash leave", async () => {
  const url = inject("pwnedPasswordsUrl");
  await expect(requireSafePassword(asking(url), "breached but rare")).rejects.toMatchObject({
    slug: "invalid-input",
    extensions: { reason: "password-breached" },
  });
  await expect(requireSafePassword(asking(url), "seen by nobody")).resolves.toBeUndefined();
  const asked = await (await fetch(`${url}/asked`)).json<string[]>();
  expect(asked.length).toBeGreaterThan(1);
  for (const path of asked) expect(path).toMatch(/^\/range\/[0-9A-F]{5}$/);
});

test("padding, an error, silence and an unreachable service let the password pass, soon", async () => {
  const url = inject("pwnedPasswordsUrl");
  await expect(requireSafePassword(asking(url), "padded but unseen")).resolves.toBeUndefined();
  for (const path of ["/broken", "/silent"]) {
    await expect(
      requireSafePassword(asking(url + path), "breached but rare"),
    ).resolves.toBeUndefined();
    offsetMs += 2 * MINUTE_MS;
    shiftClock(offsetMs);
  }
  await expect(
    requireSafePassword(asking("http://127.0.0.1:1"), "breached but rare"),
  ).resolves.toBeUndefined();
});

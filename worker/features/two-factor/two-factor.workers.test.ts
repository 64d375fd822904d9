import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "#core/time";
import {
  confirmIdentity,
  findReset,
  finishSignIn,
  requestPasswordReset,
  resetPassword,
  signIn,
} from "#features/identity";
import { clockNow, shiftClock } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  lastToken,
  mailedTokens,
  makePerson,
  withCookies,
} from "../../../tests/support/people.ts";
import {
  cancelTwoFactorSetup,
  confirmTwoFactor,
  disableTwoFactor,
  distrustDevice,
  getTwoFactor,
  regenerateBackupCodes,
  setUpTwoFactor,
} from "./index.ts";
import { stepAt, totpCode } from "./totp.ts";

const password = "correct horse";

let offsetMs = 0;
afterEach(() => {
  offsetMs = 0;
  shiftClock(0);
});

/** The app on the phone: each call waits for a code that was not shown before. */
function phone(secret: string) {
  return async () => {
    offsetMs += 30_000;
    shiftClock(offsetMs);
    return await totpCode(secret, stepAt(clockNow()));
  };
}

async function withTwoFactor() {
  const person = await makePerson();
  const { secret } = await setUpTwoFactor(person.ctx);
  const code = phone(secret);
  const { codes } = await confirmTwoFactor(person.ctx, { code: await code() });
  return { ...person, code, codes };
}

/** A browser that has passed the first factor. */
async function firstFactor(email: string, ctx: Ctx = anonymousCtx()) {
  const entered = await signIn(ctx, { email, password });
  expect(entered.kind).toBe("second-factor");
  return withCookies(ctx, entered.setCookies);
}

test("setting up changes nothing until a first code, and shows the same secret again", async () => {
  const { ctx, email } = await makePerson();
  const first = await setUpTwoFactor(ctx);
  expect(first.secret).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  expect((await setUpTwoFactor(ctx)).secret).toBe(first.secret);
  expect(first.modules.length).toBeGreaterThan(20);
  expect(first.uri).toContain(`secret=${first.secret.replaceAll(" ", "")}&`);
  expect((await getTwoFactor(ctx)).on).toBe(false);
  expect((await signIn(anonymousCtx(), { email, password })).kind).toBe("signed-in");
  await expect(confirmTwoFactor(ctx, { code: "000000" })).rejects.toMatchObject({
    slug: "second-factor-failed",
  });
  await cancelTwoFactorSetup(ctx);
  expect((await setUpTwoFactor(ctx)).secret).not.toBe(first.secret);
});

test("the secret is sealed in the database, and backup codes are hashes", async () => {
  const { ctx } = await makePerson();
  const { secret } = await setUpTwoFactor(ctx);
  const { codes } = await confirmTwoFactor(ctx, { code: await phone(secret)() });
  const rows = await env.DB.batch([
    env.DB.prepare("SELECT * FROM two_factors"),
    env.DB.prepare("SELECT * FROM backup_codes"),
    env.DB.prepare("SELECT * FROM audit_rows"),
    env.DB.prepare("SELECT * FROM mails"),
  ]);
  const text = JSON.stringify(rows);
  expect(text).not.toContain(secret.replaceAll(" ", ""));
  for (const code of codes) expect(text).not.toContain(code.replace("-", ""));
});

test("ten backup codes are shown once, all different", async () => {
  const { codes, ctx } = await withTwoFactor();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  expect(await getTwoFactor(ctx)).toMatchObject({ on: true, backupCodesLeft: 10 });
});

test("the password alone starts no session; a code of the app does, and is worth nothing again", async () => {
  const { email, code, userId } = await withTwoFactor();
  const waiting = await firstFactor(email);
  expect((await ctxWith(waiting.client.cookieHeader ?? "")).actor.kind).toBe("anonymous");
  const right = await code();
  const signedIn = await finishSignIn(waiting, { code: right });
  expect((await ctxWith(cookieHeader(signedIn.setCookies))).actor).toMatchObject({ userId });
  const again = await firstFactor(email);
  await expect(finishSignIn(again, { code: right })).rejects.toMatchObject({
    slug: "second-factor-failed",
  });
});

test("of five uses of one code at the same time exactly one signs in", async () => {
  const { email, code } = await withTwoFactor();
  const waiting = [];
  for (let i = 0; i < 5; i++) waiting.push(await firstFactor(email));
  const right = await code();
  const outcomes = await Promise.allSettled(
    waiting.map((ctx) => finishSignIn({ ...ctx, outboxIds: [] }, { code: right })),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("with the phone lost a backup code signs in, once, and its owner is told", async () => {
  const { email, codes, ctx } = await withTwoFactor();
  const typed = (codes[0] ?? "").toLowerCase().replace("-", " ");
  await finishSignIn(await firstFactor(email), { code: typed });
  expect(await getTwoFactor(ctx)).toMatchObject({ backupCodesLeft: 9 });
  expect(await mailedTokens(email, "two-factor-changed")).toHaveLength(2);
  await expect(finishSignIn(await firstFactor(email), { code: typed })).rejects.toMatchObject({
    slug: "second-factor-failed",
  });
});

test("somebody else's codes open nothing", async () => {
  const { email } = await withTwoFactor();
  const other = await withTwoFactor();
  const waiting = await firstFactor(email);
  for (const code of [other.codes[0] ?? "", await other.code()]) {
    await expect(finishSignIn(waiting, { code })).rejects.toMatchObject({
      slug: "second-factor-failed",
    });
  }
});

test("the eleventh code in ten minutes is refused, right or not, in however many browsers", async () => {
  const { email, code } = await withTwoFactor();
  // The first code of the set-up was one of the ten.
  for (let i = 0; i < 9; i++) {
    await expect(finishSignIn(await firstFactor(email), { code: "000000" })).rejects.toMatchObject({
      slug: "second-factor-failed",
    });
  }
  await expect(
    finishSignIn(await firstFactor(email), { code: await code() }),
  ).rejects.toMatchObject({ slug: "too-many-requests" });
});

test("without the first factor, or ten minutes after it, there is no second step", async () => {
  const { email, code } = await withTwoFactor();
  await expect(finishSignIn(anonymousCtx(), { code: await code() })).rejects.toMatchObject({
    slug: "unauthorized",
  });
  const waiting = await firstFactor(email);
  offsetMs += 11 * MINUTE_MS;
  await expect(finishSignIn(waiting, { code: await code() })).rejects.toMatchObject({
    slug: "unauthorized",
  });
});

test("a trusted browser is not asked for thirty days, is listed, and can be distrusted", async () => {
  const { email, code, ctx } = await withTwoFactor();
  const signedIn = await finishSignIn(await firstFactor(email), {
    code: await code(),
    trust: true,
  });
  const browser = withCookies(anonymousCtx(), signedIn.setCookies);
  expect((await signIn(browser, { email, password })).kind).toBe("signed-in");
  const { trustedDevices } = await getTwoFactor(ctx);
  expect(trustedDevices).toHaveLength(1);
  const stranger = await makePerson();
  await expect(distrustDevice(stranger.ctx, trustedDevices[0]?.id ?? "")).rejects.toMatchObject({
    slug: "not-found",
  });
  await distrustDevice(ctx, trustedDevices[0]?.id ?? "");
  await distrustDevice(ctx, trustedDevices[0]?.id ?? "");
  expect((await signIn(browser, { email, password })).kind).toBe("second-factor");
});

test("trust ends after thirty days", async () => {
  const { email, code } = await withTwoFactor();
  const signedIn = await finishSignIn(await firstFactor(email), {
    code: await code(),
    trust: true,
  });
  const browser = withCookies(anonymousCtx(), signedIn.setCookies);
  offsetMs += 30 * DAY_MS;
  shiftClock(offsetMs);
  expect((await signIn(browser, { email, password })).kind).toBe("second-factor");
});

test("new backup codes void the old ones", async () => {
  const { email, codes, ctx } = await withTwoFactor();
  const fresh = await regenerateBackupCodes(ctx);
  await expect(
    finishSignIn(await firstFactor(email), { code: codes[0] ?? "" }),
  ).rejects.toMatchObject({ slug: "second-factor-failed" });
  await finishSignIn(await firstFactor(email), { code: fresh.codes[0] ?? "" });
});

test("turned off, nothing more is asked, and turning it off twice is fine", async () => {
  const { email, ctx } = await withTwoFactor();
  await disableTwoFactor(ctx);
  await disableTwoFactor(ctx);
  expect((await signIn(anonymousCtx(), { email, password })).kind).toBe("signed-in");
  await expect(regenerateBackupCodes(ctx)).rejects.toMatchObject({ slug: "conflict" });
});

test("every change asks for a fresh session, which a code can give", async () => {
  const { cookie, code, ctx } = await withTwoFactor();
  offsetMs += 11 * MINUTE_MS;
  shiftClock(offsetMs);
  for (const change of [setUpTwoFactor, regenerateBackupCodes, disableTwoFactor]) {
    await expect(change(ctx)).rejects.toMatchObject({ slug: "reauthentication-required" });
  }
  await confirmIdentity(ctx, { code: await code() });
  await expect(regenerateBackupCodes(await ctxWith(cookie))).resolves.toBeDefined();
});

test("a reset link alone is not enough where two-factor is on", async () => {
  const { email, code, codes } = await withTwoFactor();
  await requestPasswordReset(anonymousCtx(), { email });
  const token = await lastToken(email, "reset");
  expect(await findReset(anonymousCtx(), token)).toEqual({ asksCode: true });
  const reset = { token, password: "an entirely new one" };
  await expect(resetPassword(anonymousCtx(), reset)).rejects.toMatchObject({
    slug: "second-factor-failed",
  });
  await expect(resetPassword(anonymousCtx(), { ...reset, code: "000000" })).rejects.toMatchObject({
    slug: "second-factor-failed",
  });
  await resetPassword(anonymousCtx(), { ...reset, code: codes[1] ?? "" });
  const entered = await signIn(anonymousCtx(), { email, password: reset.password });
  expect(entered.kind).toBe("second-factor");
  await finishSignIn(withCookies(anonymousCtx(), entered.setCookies), { code: await code() });
});

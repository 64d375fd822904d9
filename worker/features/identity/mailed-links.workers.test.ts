import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import { shiftClock } from "#platform/clock";
import {
  anonymousCtx,
  ctxWith,
  lastToken,
  mailedTokens,
  makePerson,
} from "../../../tests/support/people.ts";
import {
  findReset,
  getProfile,
  requestPasswordReset,
  resendVerification,
  resetPassword,
  signIn,
  verifyEmail,
} from "./index.ts";

const password = "correct horse";

afterEach(() => shiftClock(0));

/** Someone from before addresses were proven first. */
async function makeUnverified() {
  const person = await makePerson();
  await env.DB.prepare("UPDATE users SET email_verified = 0 WHERE id = ?")
    .bind(person.userId)
    .run();
  return person;
}

test("the link in the mail confirms the address once and brings a welcome", async () => {
  const { ctx, email } = await makeUnverified();
  await resendVerification(ctx);
  const token = await lastToken(email, "verify");
  await verifyEmail(anonymousCtx(), { token });
  expect((await getProfile(ctx)).emailVerified).toBe(true);
  await expect(verifyEmail(anonymousCtx(), { token })).rejects.toMatchObject({
    slug: "link-expired",
  });
  expect(await mailedTokens(email, "welcome")).toHaveLength(1);
});

test("a link to confirm works for three days", async () => {
  const { ctx, email } = await makeUnverified();
  await resendVerification(ctx);
  const token = await lastToken(email, "verify");
  shiftClock(3 * DAY_MS + MINUTE_MS);
  await expect(verifyEmail(anonymousCtx(), { token })).rejects.toMatchObject({
    slug: "link-expired",
  });
});

test("another link to confirm is mailed to the signed-in person only, five times an hour", async () => {
  await expect(resendVerification(anonymousCtx())).rejects.toMatchObject({ slug: "unauthorized" });
  const { ctx, email } = await makeUnverified();
  for (let i = 0; i < 5; i++) await resendVerification(ctx);
  await expect(resendVerification(ctx)).rejects.toMatchObject({ slug: "too-many-requests" });
  const tokens = await mailedTokens(email, "verify");
  expect(tokens).toHaveLength(5);
  await verifyEmail(anonymousCtx(), { token: tokens[0] ?? "" });
  await resendVerification(ctx);
  expect(await mailedTokens(email, "verify")).toHaveLength(5);
});

test("a reset link sets the password, ends every session and is then worth nothing", async () => {
  const person = await makePerson();
  await requestPasswordReset(anonymousCtx(), { email: person.email });
  const token = await lastToken(person.email, "reset");
  expect(await findReset(anonymousCtx(), token)).toEqual({ asksCode: false });
  await resetPassword(anonymousCtx(), { token, password: "a new password" });
  expect(await findReset(anonymousCtx(), token)).toBeUndefined();
  expect((await ctxWith(person.cookie)).actor.kind).toBe("anonymous");
  await expect(signIn(anonymousCtx(), { email: person.email, password })).rejects.toMatchObject({
    slug: "sign-in-failed",
  });
  await signIn(anonymousCtx(), { email: person.email, password: "a new password" });
  await expect(
    resetPassword(anonymousCtx(), { token, password: "yet another one" }),
  ).rejects.toMatchObject({ slug: "link-expired" });
});

test("of five uses of one reset link at the same time exactly one sets its password", async () => {
  const person = await makePerson();
  await requestPasswordReset(anonymousCtx(), { email: person.email });
  const token = await lastToken(person.email, "reset");
  const passwords = [1, 2, 3, 4, 5].map((n) => `new password ${n}`);
  const outcomes = await Promise.allSettled(
    passwords.map((one) => resetPassword(anonymousCtx(), { token, password: one })),
  );
  const won = outcomes.findIndex((outcome) => outcome.status === "fulfilled");
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  await signIn(anonymousCtx(), { email: person.email, password: passwords[won] ?? "" });
  const audit = await env.DB.prepare(
    "SELECT count(*) AS n FROM audit_rows WHERE action = 'user.password-reset' AND target = ?",
  )
    .bind(person.userId)
    .first<{ n: number }>();
  expect(audit?.n).toBe(1);
});

test("a used reset link takes the person's other reset links with it", async () => {
  const person = await makePerson();
  await requestPasswordReset(anonymousCtx(), { email: person.email });
  await requestPasswordReset(anonymousCtx(), { email: person.email });
  const [first = "", second = ""] = await mailedTokens(person.email, "reset");
  await resetPassword(anonymousCtx(), { token: second, password: "a new password" });
  expect(await findReset(anonymousCtx(), first)).toBeUndefined();
});

test("a reset link works for an hour of the product's clock", async () => {
  const person = await makePerson();
  await requestPasswordReset(anonymousCtx(), { email: person.email });
  const token = await lastToken(person.email, "reset");
  shiftClock(HOUR_MS - MINUTE_MS);
  expect(await findReset(anonymousCtx(), token)).toEqual({ asksCode: false });
  shiftClock(HOUR_MS + MINUTE_MS);
  await expect(
    resetPassword(anonymousCtx(), { token, password: "a new password" }),
  ).rejects.toMatchObject({ slug: "link-expired" });
});

test("a link of one kind does not work as another", async () => {
  const person = await makePerson();
  await requestPasswordReset(anonymousCtx(), { email: person.email });
  const token = await lastToken(person.email, "reset");
  await expect(verifyEmail(anonymousCtx(), { token })).rejects.toMatchObject({
    slug: "link-expired",
  });
});

test("asking for a reset answers the same for an address that is nobody's and mails nothing", async () => {
  await expect(
    requestPasswordReset(anonymousCtx(), { email: "stranger@example.com" }),
  ).resolves.toBeUndefined();
  expect(await mailedTokens("stranger@example.com", "reset")).toEqual([]);
});

test("the sixth reset for an address in an hour is refused, known or not", async () => {
  const person = await makePerson();
  for (const email of [person.email, "unknown@example.com"]) {
    for (let i = 0; i < 5; i++) await requestPasswordReset(anonymousCtx(), { email });
    await expect(requestPasswordReset(anonymousCtx(), { email })).rejects.toMatchObject({
      slug: "too-many-requests",
    });
  }
});

test("the database never has a token as it was mailed", async () => {
  const person = await makePerson();
  await requestPasswordReset(anonymousCtx(), { email: person.email });
  const token = await lastToken(person.email, "reset");
  const rows = await env.DB.prepare("SELECT * FROM verifications").all();
  expect(JSON.stringify(rows.results)).not.toContain(token);
});

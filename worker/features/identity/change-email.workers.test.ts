import { afterEach, expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "#core/time";
import { shiftClock } from "#platform/clock";
import {
  anonymousCtx,
  ctxWith,
  freshEmail,
  lastToken,
  mailedTokens,
  makePerson,
  signInFully,
} from "../../../tests/support/people.ts";
import {
  answerEmailChange,
  cancelEmailChange,
  findOwnEmailChange,
  getProfile,
  requestEmailChange,
  requestPasswordReset,
  resetPassword,
  signIn,
} from "./index.ts";

const password = "correct horse";

afterEach(() => shiftClock(0));

async function asked(to = freshEmail()) {
  const person = await makePerson();
  await requestEmailChange(person.ctx, { email: to });
  const oldToken = await lastToken(person.email, "email-change-agree");
  const newToken = await lastToken(to, "email-change-prove");
  return { ...person, to, oldToken, newToken };
}

const agree = async (token: string) =>
  await answerEmailChange(anonymousCtx(), { token, answer: "agree" });

test.each(["old first", "new first"])(
  "the address changes when both have agreed, and not before: %s",
  async (order) => {
    const { ctx, cookie, email, to, oldToken, newToken } = await asked();
    const other = await signInFully(anonymousCtx(), { email, password });
    const [first, second] = order === "old first" ? [oldToken, newToken] : [newToken, oldToken];
    expect(await agree(first)).toBe("waiting");
    expect(await agree(first)).toBe("waiting");
    expect((await getProfile(ctx)).email).toBe(email);
    expect(await agree(second)).toBe("changed");
    expect(await getProfile(ctx)).toMatchObject({ email: to, emailVerified: true });
    expect((await ctxWith(cookie)).actor).toMatchObject({ email: to });
    const otherCookie = other.setCookies.map((one) => one.split(";")[0]).join("; ");
    expect((await ctxWith(otherCookie)).actor.kind).toBe("anonymous");
    expect(await mailedTokens(email, "email-changed")).toHaveLength(1);
    await expect(agree(second)).rejects.toMatchObject({ slug: "link-expired" });
    await expect(signIn(anonymousCtx(), { email, password })).rejects.toMatchObject({
      slug: "sign-in-failed",
    });
    await signInFully(anonymousCtx(), { email: to, password });
  },
);

test("answers of both at the same time change it once", async () => {
  const { ctx, email, to, oldToken, newToken } = await asked();
  await Promise.all([agree(oldToken), agree(newToken)]);
  expect((await getProfile(ctx)).email).toBe(to);
  expect(await mailedTokens(email, "email-changed")).toHaveLength(1);
});

test("whoever took over a browser cannot take the account with it: the owner stops the change", async () => {
  const { ctx, email, oldToken, newToken } = await asked();
  expect(await agree(newToken)).toBe("waiting");
  expect(await answerEmailChange(anonymousCtx(), { token: oldToken, answer: "stop" })).toBe(
    "stopped",
  );
  await expect(agree(newToken)).rejects.toMatchObject({ slug: "link-expired" });
  expect((await getProfile(ctx)).email).toBe(email);
});

test("a new password stops a change that is under way", async () => {
  const { ctx, email, oldToken, newToken } = await asked();
  await agree(newToken);
  await requestPasswordReset(anonymousCtx(), { email });
  const token = await lastToken(email, "reset");
  await resetPassword(anonymousCtx(), { token, password: "another password" });
  await expect(agree(oldToken)).rejects.toMatchObject({ slug: "link-expired" });
  expect((await getProfile(ctx)).email).toBe(email);
});

test("a reset link that was mailed to the former address is void after the change", async () => {
  const { email, oldToken, newToken } = await asked();
  await requestPasswordReset(anonymousCtx(), { email });
  const token = await lastToken(email, "reset");
  await agree(oldToken);
  await agree(newToken);
  await expect(
    resetPassword(anonymousCtx(), { token, password: "another password" }),
  ).rejects.toMatchObject({ slug: "link-expired" });
});

test("somebody's address is asked for with the same answer, and can never be taken", async () => {
  const owner = await makePerson();
  const person = await makePerson();
  await expect(requestEmailChange(person.ctx, { email: owner.email })).resolves.toBeUndefined();
  expect(await mailedTokens(owner.email, "email-change-prove")).toHaveLength(0);
  expect(await mailedTokens(owner.email, "already-registered")).toHaveLength(1);
  expect(await agree(await lastToken(person.email, "email-change-agree"))).toBe("waiting");
  expect((await getProfile(person.ctx)).email).toBe(person.email);
});

test("an address that became somebody's meanwhile is not taken from them", async () => {
  const { ctx, email, to, oldToken, newToken } = await asked();
  await makePerson({ email: to });
  await agree(oldToken);
  await expect(agree(newToken)).rejects.toMatchObject({ slug: "already-exists" });
  expect((await getProfile(ctx)).email).toBe(email);
});

test("the links work for a day; a new request and a cancellation void them", async () => {
  const first = await asked();
  shiftClock(DAY_MS + MINUTE_MS);
  await expect(agree(first.oldToken)).rejects.toMatchObject({ slug: "link-expired" });
  shiftClock(0);
  const second = await asked();
  await requestEmailChange(second.ctx, { email: freshEmail() });
  await expect(agree(second.oldToken)).rejects.toMatchObject({ slug: "link-expired" });
  expect(await findOwnEmailChange(second.ctx)).toMatchObject({ oldAgreed: false });
  await cancelEmailChange(second.ctx);
  await cancelEmailChange(second.ctx);
  expect(await findOwnEmailChange(second.ctx)).toBeUndefined();
});

test("it asks for a fresh session of a person, for another address, five times an hour", async () => {
  const { ctx, email } = await makePerson();
  await expect(requestEmailChange(anonymousCtx(), { email: freshEmail() })).rejects.toMatchObject({
    slug: "unauthorized",
  });
  await expect(requestEmailChange(ctx, { email })).rejects.toMatchObject({
    slug: "invalid-input",
  });
  const to = freshEmail();
  for (let i = 0; i < 5; i++) await requestEmailChange(ctx, { email: to });
  await expect(requestEmailChange(ctx, { email: to })).rejects.toMatchObject({
    slug: "too-many-requests",
  });
  shiftClock(11 * MINUTE_MS);
  await expect(requestEmailChange(ctx, { email: freshEmail() })).rejects.toMatchObject({
    slug: "reauthentication-required",
  });
});

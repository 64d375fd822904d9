import { afterEach, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "#core/time";
import { requireFreshSession } from "#features/sessions";
import { shiftClock } from "#platform/clock";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  freshEmail,
  lastToken,
  mailedTokens,
  makePerson,
  signInFully,
} from "../../../tests/support/people.ts";
import {
  changePassword,
  followMagicLink,
  isMagicLinkValid,
  requestMagicLink,
  signIn,
} from "./index.ts";

const password = "correct horse";
const asksAgain = expect.objectContaining({ slug: "reauthentication-required" });

afterEach(() => shiftClock(0));

test("a mailed link signs in once, for a quarter of an hour", async () => {
  const { email, userId } = await makePerson();
  await requestMagicLink(anonymousCtx(), { email });
  const token = await lastToken(email, "magic-link");
  expect(await isMagicLinkValid(anonymousCtx(), token)).toBe(true);
  const entered = await followMagicLink(anonymousCtx(), { token });
  expect(entered).toMatchObject({ kind: "signed-in", userId });
  await expect(followMagicLink(anonymousCtx(), { token })).rejects.toMatchObject({
    slug: "link-expired",
  });
  await requestMagicLink(anonymousCtx(), { email });
  const second = await lastToken(email, "magic-link");
  shiftClock(16 * MINUTE_MS);
  expect(await isMagicLinkValid(anonymousCtx(), second)).toBe(false);
});

test("followed by someone who is signed in, a mailed link proves it once more in the same session", async () => {
  const person = await makePerson();
  shiftClock(11 * MINUTE_MS);
  const ctx = await ctxWith(person.cookie);
  expect(() => requireFreshSession(ctx)).toThrow(asksAgain);
  await requestMagicLink(ctx, { email: person.email });
  const token = await lastToken(person.email, "magic-link");
  expect(await followMagicLink(ctx, { token })).toMatchObject({ setCookies: [] });
  expect(requireFreshSession(await ctxWith(person.cookie)).userId).toBe(person.userId);
  await expect(followMagicLink(ctx, { token })).rejects.toMatchObject({ slug: "link-expired" });
});

test("someone else's link changes nothing about the session that is there", async () => {
  const [ada, bob] = [await makePerson(), await makePerson()];
  shiftClock(11 * MINUTE_MS);
  await requestMagicLink(anonymousCtx(), { email: bob.email });
  const token = await lastToken(bob.email, "magic-link");
  const entered = await followMagicLink(await ctxWith(ada.cookie), { token });
  expect(entered).toMatchObject({ kind: "signed-in", userId: bob.userId });
  const later = await ctxWith(ada.cookie);
  expect(() => requireFreshSession(later)).toThrow(asksAgain);
});

test("of five uses of one link at the same time exactly one signs in", async () => {
  const { email } = await makePerson();
  await requestMagicLink(anonymousCtx(), { email });
  const token = await lastToken(email, "magic-link");
  const outcomes = await Promise.allSettled(
    [1, 2, 3, 4, 5].map(() => followMagicLink(anonymousCtx(), { token })),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a link is mailed to nobody for an address that is nobody's, with the same answer and limit", async () => {
  const known = (await makePerson()).email;
  for (const email of [known, freshEmail()]) {
    for (let i = 0; i < 5; i++) await requestMagicLink(anonymousCtx(), { email });
    await expect(requestMagicLink(anonymousCtx(), { email })).rejects.toMatchObject({
      slug: "too-many-requests",
    });
    expect(await mailedTokens(email, "magic-link")).toHaveLength(email === known ? 5 : 0);
  }
});

test("another password ends the other sessions and keeps this one", async () => {
  const { ctx, cookie, email } = await makePerson();
  const other = await signInFully(anonymousCtx(), { email, password });
  await changePassword(ctx, { currentPassword: password, password: "an entirely new one" });
  expect((await ctxWith(cookie)).actor.kind).toBe("user");
  expect((await ctxWith(cookieHeader(other.setCookies))).actor.kind).toBe("anonymous");
  await expect(signIn(anonymousCtx(), { email, password })).rejects.toMatchObject({
    slug: "sign-in-failed",
  });
  await signInFully(anonymousCtx(), { email, password: "an entirely new one" });
  expect(await mailedTokens(email, "password-changed")).toHaveLength(1);
});

test("the present password is asked for, ten times in ten minutes", async () => {
  const { ctx } = await makePerson();
  const input = { currentPassword: "wrong", password: "an entirely new one" };
  for (let i = 0; i < 10; i++) {
    await expect(changePassword(ctx, input)).rejects.toMatchObject({ slug: "sign-in-failed" });
  }
  await expect(changePassword(ctx, { ...input, currentPassword: password })).rejects.toMatchObject({
    slug: "too-many-requests",
  });
  await expect(changePassword(anonymousCtx(), input)).rejects.toMatchObject({
    slug: "unauthorized",
  });
});

test("a new password voids links that were mailed before it", async () => {
  const { ctx, email } = await makePerson();
  await requestMagicLink(anonymousCtx(), { email });
  const token = await lastToken(email, "magic-link");
  await changePassword(ctx, { currentPassword: password, password: "an entirely new one" });
  await expect(followMagicLink(anonymousCtx(), { token })).rejects.toMatchObject({
    slug: "link-expired",
  });
});

test("a sign-in from a new browser is told, from a known one and the very first are not", async () => {
  const { email, cookie } = await makePerson();
  expect(await mailedTokens(email, "new-device")).toHaveLength(0);
  await signInFully(await ctxWith(cookie.split("; ").slice(1).join("; ")), { email, password });
  expect(await mailedTokens(email, "new-device")).toHaveLength(0);
  shiftClock(HOUR_MS);
  await signInFully(anonymousCtx(), { email, password });
  expect(await mailedTokens(email, "new-device")).toHaveLength(1);
});

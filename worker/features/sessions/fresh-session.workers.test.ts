import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { MINUTE_MS } from "#core/time";
import { confirmIdentity } from "#features/identity";
import { shiftClock } from "#platform/clock";
import {
  anonymousCtx,
  ctxWith,
  jobCtx,
  makePerson,
  signInFully,
} from "../../../tests/support/people.ts";
import { requireFreshSession } from "./index.ts";

const password = "correct horse";

afterEach(() => shiftClock(0));

test("a proof opens sensitive acts for ten minutes, and proving it again for ten more", async () => {
  const person = await makePerson();
  expect(requireFreshSession(person.ctx).userId).toBe(person.userId);
  shiftClock(10 * MINUTE_MS + 5_000);
  const later = await ctxWith(person.cookie);
  expect(() => requireFreshSession(later)).toThrow(
    expect.objectContaining({ slug: "reauthentication-required", status: 403 }),
  );
  await confirmIdentity(later, { password });
  expect(requireFreshSession(await ctxWith(person.cookie)).userId).toBe(person.userId);
});

test("a wrong password proves nothing, and the eleventh try in ten minutes is refused", async () => {
  const person = await makePerson();
  shiftClock(11 * MINUTE_MS);
  const ctx = await ctxWith(person.cookie);
  for (let i = 0; i < 10; i++) {
    await expect(confirmIdentity(ctx, { password: "wrong" })).rejects.toMatchObject({
      slug: "sign-in-failed",
    });
  }
  await expect(confirmIdentity(ctx, { password })).rejects.toMatchObject({
    slug: "too-many-requests",
  });
  const now = await ctxWith(person.cookie);
  expect(() => requireFreshSession(now)).toThrow(
    expect.objectContaining({ slug: "reauthentication-required" }),
  );
});

test("proving it in one session leaves the person's other sessions as they were", async () => {
  const person = await makePerson();
  const other = await signInFully(anonymousCtx(), { email: person.email, password });
  shiftClock(11 * MINUTE_MS);
  const ctx = await ctxWith(person.cookie);
  await confirmIdentity(ctx, { password });
  const rows = await env.DB.prepare(
    "SELECT count(*) AS n FROM sessions WHERE user_id = ? AND authenticated_at_ms > created_at_ms",
  )
    .bind(other.userId)
    .first<{ n: number }>();
  expect(rows?.n).toBe(1);
});

test("nobody but a signed-in person can be asked for a fresh session", () => {
  expect(() => requireFreshSession(anonymousCtx())).toThrow(
    expect.objectContaining({ slug: "unauthorized" }),
  );
  expect(() => requireFreshSession(jobCtx())).toThrow(
    expect.objectContaining({ slug: "unauthorized" }),
  );
});

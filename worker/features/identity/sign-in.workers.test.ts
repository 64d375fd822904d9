import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/time";
import { forgetSessions } from "#features/sessions";
import { clockNow, shiftClock } from "#platform/clock";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  jobCtx,
  makePerson,
  requestWith,
} from "../../../tests/support/people.ts";
import { resolveActor, signIn, signOut } from "./index.ts";
import { expireIdentityJob } from "./jobs.ts";

const password = "correct horse";

afterEach(() => shiftClock(0));

test("signing in starts a session of the person's own workspace and leaves an audit row", async () => {
  const person = await makePerson();
  const signedIn = await signIn(anonymousCtx(), { email: person.email, password });
  const ctx = await ctxWith(cookieHeader(signedIn.setCookies));
  expect(ctx.actor).toMatchObject({ userId: person.userId });
  expect(ctx.workspace).toMatchObject(person.workspace);
  const audit = await env.DB.prepare(
    "SELECT count(*) AS n FROM audit_rows WHERE action = 'session.started' AND target IN (SELECT id FROM sessions WHERE user_id = ?)",
  )
    .bind(person.userId)
    .first<{ n: number }>();
  expect(audit?.n).toBe(2);
});

test("an unknown address and a wrong password are refused alike", async () => {
  const { email } = await makePerson();
  const refusal = async (input: { email: string; password: string }) =>
    await signIn(anonymousCtx(), input).catch((problem: unknown) => problem);
  const wrong = await refusal({ email, password: "wrong" });
  const unknown = await refusal({ email: "nobody@example.com", password: "wrong" });
  expect(wrong).toMatchObject({ slug: "sign-in-failed", status: 401 });
  expect({ ...(unknown as object) }).toEqual({ ...(wrong as object) });
});

test("the eleventh try for an address is refused from every network, with the time to wait", async () => {
  const { email } = await makePerson();
  for (let i = 0; i < 10; i++) {
    await expect(signIn(anonymousCtx(), { email, password: "wrong" })).rejects.toMatchObject({
      slug: "sign-in-failed",
    });
  }
  const refusal = await signIn(anonymousCtx(), { email, password }).catch((p: unknown) => p);
  expect(refusal).toMatchObject({ slug: "too-many-requests" });
  const { retryAfterSeconds } = refusal as { retryAfterSeconds: number };
  expect(retryAfterSeconds).toBeGreaterThan(500);
  expect(retryAfterSeconds).toBeLessThanOrEqual(600);
  shiftClock(11 * 60_000);
  await expect(signIn(anonymousCtx(), { email, password })).resolves.toBeDefined();
});

test("the thirty-first try of a network is refused whatever the address", async () => {
  for (let i = 0; i < 30; i++) {
    const email = `guess-${i}@example.com`;
    await expect(signIn(anonymousCtx("guesser"), { email, password })).rejects.toMatchObject({
      slug: "sign-in-failed",
    });
  }
  await expect(
    signIn(anonymousCtx("guesser"), { email: "guess-31@example.com", password }),
  ).rejects.toMatchObject({ slug: "too-many-requests" });
});

test("signing out ends the session everywhere its cookie was copied to, and may be repeated", async () => {
  const person = await makePerson();
  const { setCookies } = await signOut(person.ctx, person.cookie);
  expect(setCookies[0]).toMatch(/^__Host-selvedge-session=; Max-Age=0; /);
  expect((await ctxWith(person.cookie)).actor.kind).toBe("anonymous");
  await signOut(person.ctx, person.cookie);
  await signOut(anonymousCtx(), null);
});

test("a forged or unknown session is nobody, and its cookie is taken back", async () => {
  const person = await makePerson();
  const [session = ""] = person.cookie.split("; ");
  const forged = `${session.slice(0, -12)}AAAAAAAAAAAA`;
  const resolved = await resolveActor(requestWith(forged), env);
  expect(resolved).toMatchObject({ actor: { kind: "anonymous" }, workspace: undefined });
  expect(resolved.setCookies).toEqual([
    expect.stringContaining("__Host-selvedge-session=; Max-Age=0"),
  ]);
});

test("a write with a session that is over keeps its hands off the cookie it may be setting", async () => {
  const request = new Request("http://localhost:8787/sign-in", {
    method: "POST",
    headers: { cookie: "__Host-selvedge-session=old.AAAA; __Host-selvedge-visitor=old.AAAA" },
  });
  expect((await resolveActor(request, env)).setCookies).toEqual([]);
});

test("a request without our cookies is anonymous and gets none", async () => {
  const resolved = await resolveActor(requestWith("theme=dark"), env);
  expect(resolved).toMatchObject({ actor: { kind: "anonymous" }, setCookies: [] });
});

test("a session ends thirty days after its last renewal, by the product's clock", async () => {
  const person = await makePerson();
  shiftClock(30 * DAY_MS - HOUR_MS);
  const renewed = await resolveActor(requestWith(person.cookie), env);
  expect(renewed.actor.kind).toBe("user");
  expect(renewed.setCookies).toEqual([expect.stringContaining("; Max-Age=2592000; ")]);
  shiftClock(59 * DAY_MS);
  expect((await resolveActor(requestWith(person.cookie), env)).actor.kind).toBe("user");
  shiftClock(120 * DAY_MS);
  expect((await resolveActor(requestWith(person.cookie), env)).actor.kind).toBe("anonymous");
});

test("a session is renewed at most once a day", async () => {
  const person = await makePerson();
  const setCookiesAt = async (offsetMs: number) => {
    shiftClock(offsetMs);
    return (await resolveActor(requestWith(person.cookie), env)).setCookies.length;
  };
  expect(await setCookiesAt(23 * HOUR_MS)).toBe(0);
  expect(await setCookiesAt(25 * HOUR_MS)).toBe(1);
  expect(await setCookiesAt(26 * HOUR_MS)).toBe(0);
});

test("sessions that have been over for a week are forgotten, running ones are not", async () => {
  const ended = await makePerson();
  shiftClock(38 * DAY_MS);
  const running = await makePerson();
  await expireIdentityJob(jobCtx());
  const sessionsOf = async (userId: string) =>
    await env.DB.prepare("SELECT count(*) AS n FROM sessions WHERE user_id = ?")
      .bind(userId)
      .first<{ n: number }>();
  expect((await sessionsOf(ended.userId))?.n).toBe(0);
  expect((await sessionsOf(running.userId))?.n).toBe(1);
});

test("someone without a workspace gets one, once, when they are next seen", async () => {
  const person = await makePerson();
  await env.DB.prepare("DELETE FROM memberships WHERE user_id = ?").bind(person.userId).run();
  await forgetSessions(env, [person.userId]);
  const seen = await Promise.all([ctxWith(person.cookie), ctxWith(person.cookie)]);
  expect(seen[0].workspace?.role).toBe("owner");
  expect(seen[1].workspace).toEqual(seen[0].workspace);
  expect(seen[0].workspace?.id).not.toBe(person.workspace.id);
});

test("a deleted workspace is no longer anybody's", async () => {
  const person = await makePerson();
  await env.DB.prepare("UPDATE workspaces SET deleted_at_ms = ? WHERE id = ?")
    .bind(clockNow(), person.workspace.id)
    .run();
  await forgetSessions(env, [person.userId]);
  expect((await ctxWith(person.cookie)).workspace?.id).not.toBe(person.workspace.id);
});

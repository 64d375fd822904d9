import { scryptSync } from "node:crypto";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import { forgetSessions } from "#features/sessions";
import { clockNow, shiftClock } from "#platform/clock";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  jobCtx,
  mailedTokens,
  makePerson,
  requestWith,
  withCookies,
} from "../../../tests/support/people.ts";
import { resolveActor, signIn, signOut } from "./index.ts";
import { expireIdentityJob } from "./jobs.ts";

const password = "correct horse";

afterEach(() => shiftClock(0));

test("signing in starts a session of the person's own workspace and leaves an audit row", async () => {
  const person = await makePerson();
  const signedIn = await signIn(anonymousCtx(), { email: person.email, password });
  expect(signedIn.kind).toBe("signed-in");
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

async function storedHash(userId: string): Promise<string> {
  const row = await env.DB.prepare(
    "SELECT password FROM credentials WHERE user_id = ? AND provider_id = 'credential'",
  )
    .bind(userId)
    .first<{ password: string }>();
  return row?.password ?? "";
}

async function renewals(userId: string): Promise<number> {
  const row = await env.DB.prepare(
    "SELECT count(*) AS n FROM audit_rows WHERE action = 'user.password-hash-renewed' AND target = ?",
  )
    .bind(userId)
    .first<{ n: number }>();
  return row?.n ?? 0;
}

test("a password that was kept by scrypt is kept by Argon2id from the next sign-in on", async () => {
  const { email, userId } = await makePerson();
  const key = scryptSync(password, "salt of 16 bytes", 32, { N: 1_024, r: 8, p: 1 });
  const salt = Buffer.from("salt of 16 bytes").toString("base64url");
  const old = `scrypt$N=1024,r=8,p=1$${salt}$${key.toString("base64url")}`;
  await env.DB.prepare("UPDATE credentials SET password = ? WHERE user_id = ?")
    .bind(old, userId)
    .run();
  await expect(signIn(anonymousCtx(), { email, password: "wrong" })).rejects.toMatchObject({
    slug: "sign-in-failed",
  });
  expect(await storedHash(userId)).toBe(old);
  const deferred: Promise<unknown>[] = [];
  const ctx = { ...anonymousCtx(), defer: (work: Promise<unknown>) => void deferred.push(work) };
  await Promise.all([signIn(ctx, { email, password }), signIn(ctx, { email, password })]);
  await Promise.all(deferred);
  const renewed = await storedHash(userId);
  expect(renewed).toMatch(/^\$argon2id\$/);
  expect(await renewals(userId)).toBe(1);
  expect((await signIn(anonymousCtx(), { email, password })).kind).toBe("signed-in");
  expect(await storedHash(userId)).toBe(renewed);
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

/** So many failures, each after its wait; the clock stays where they end. */
async function fail(email: string, times: number, ctxOf = () => anonymousCtx()): Promise<void> {
  for (let i = 0; i < times; i++) {
    shiftClock(i * 16 * MINUTE_MS);
    await expect(signIn(ctxOf(), { email, password: "wrong" })).rejects.toMatchObject({
      slug: "sign-in-failed",
    });
  }
}

test("the more failures an address has, the longer the next try waits, from every network", async () => {
  const waits: number[] = [];
  for (const times of [12, 14]) {
    const { email } = await makePerson();
    await fail(email, times);
    const refusal: unknown = await signIn(anonymousCtx(), { email, password }).catch(
      (problem: unknown) => problem,
    );
    expect(refusal).toMatchObject({ slug: "too-many-requests" });
    waits.push((refusal as { retryAfterSeconds: number }).retryAfterSeconds);
    shiftClock(times * 16 * MINUTE_MS);
    await expect(signIn(anonymousCtx(), { email, password })).resolves.toBeDefined();
  }
  const [shorter = 0, longer = 0] = waits;
  expect(shorter).toBeGreaterThan(60);
  expect(longer).toBeGreaterThan(2 * shorter);
  expect(longer).toBeLessThanOrEqual(900);
});

test("the owner gets in on a browser they know while others guess at their account", async () => {
  const { email, cookie } = await makePerson();
  await fail(email, 12);
  const refused = signIn(anonymousCtx(), { email, password });
  await expect(refused).rejects.toMatchObject({ slug: "too-many-requests" });
  const device = cookie.split("; ").filter((one) => one.includes("device"));
  const known = withCookies(anonymousCtx(), device);
  await expect(signIn(known, { email, password })).resolves.toMatchObject({ kind: "signed-in" });
});

test("a device cookie of somebody else opens no way around the delays", async () => {
  const { email } = await makePerson();
  const stranger = await makePerson();
  const device = stranger.cookie.split("; ").filter((one) => one.includes("device"));
  const browser = () => withCookies(anonymousCtx(), device);
  await fail(email, 12, browser);
  await expect(signIn(browser(), { email, password })).rejects.toMatchObject({
    slug: "too-many-requests",
  });
});

test("an account under attack is told to its owner, once a day", async () => {
  const { email } = await makePerson();
  let offsetMs = 0;
  for (let i = 0; i < 14; i++) {
    await signIn(anonymousCtx(), { email, password: "wrong" }).catch(() => undefined);
    offsetMs += 16 * 60_000;
    shiftClock(offsetMs);
  }
  expect(await mailedTokens(email, "account-attacked")).toHaveLength(1);
});

test("the right password forgets the failures before it", async () => {
  const { email } = await makePerson();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 4; i++) {
      await expect(signIn(anonymousCtx(), { email, password: "wrong" })).rejects.toMatchObject({
        slug: "sign-in-failed",
      });
    }
    await signIn(anonymousCtx(), { email, password });
  }
});

test("of thirty-one failures of a network at once one waits, whatever the address; right passwords do not count", async () => {
  const { email } = await makePerson();
  for (let i = 0; i < 3; i++) await signIn(anonymousCtx("guesser"), { email, password });
  const guesses = Array.from({ length: 31 }, async (_one, i) => {
    const ctx = { ...anonymousCtx("guesser"), outboxIds: [] };
    return await signIn(ctx, { email: `guess-${i}@example.com`, password }).then(
      () => "ok",
      (problem: { slug: string }) => problem.slug,
    );
  });
  const slugs = await Promise.all(guesses);
  expect(slugs.filter((slug) => slug === "sign-in-failed")).toHaveLength(30);
  expect(slugs.filter((slug) => slug === "too-many-requests")).toHaveLength(1);
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

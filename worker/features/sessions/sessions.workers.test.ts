import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { MINUTE_MS } from "#core/time";
import { resolveActor } from "#features/identity";
import { setPlan } from "#features/workspaces";
import { shiftClock } from "#platform/clock";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  jobCtx,
  makePerson,
  requestWith,
  signInFully,
} from "../../../tests/support/people.ts";
import {
  endAllSessions,
  endOtherSessions,
  endSession,
  forgetSessions,
  listSessions,
} from "./index.ts";

const password = "correct horse";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

afterEach(() => shiftClock(0));

/** The environment with every query of D1 counted. */
function counting() {
  let queries = 0;
  const DB = new Proxy(env.DB, {
    get(target, name) {
      if (name === "prepare" || name === "batch") queries += 1;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  const counted = new Proxy(env, {
    get: (target, name): unknown => (name === "DB" ? DB : Reflect.get(target, name)),
  });
  return { env: counted, queries: () => queries };
}

async function anotherSession(email: string) {
  const signedIn = await signInFully(anonymousCtx(), { email, password });
  return cookieHeader(signedIn.setCookies);
}

test("a session that is known costs no query of D1", async () => {
  const { cookie, userId } = await makePerson();
  await resolveActor(requestWith(cookie), env);
  const counted = counting();
  for (let i = 0; i < 20; i++) {
    const { actor, admission } = await resolveActor(requestWith(cookie), counted.env);
    expect(actor).toMatchObject({ userId });
    expect(admission?.ok).toBe(true);
  }
  expect(counted.queries()).toBe(0);
});

test("an ended session is over at once, though it was known a moment ago", async () => {
  const { ctx, cookie, email } = await makePerson();
  const other = await anotherSession(email);
  expect((await ctxWith(other)).actor.kind).toBe("user");
  const { id = "" } = (await listSessions(ctx)).find(({ current }) => !current) ?? {};
  await endSession(ctx, id);
  expect((await ctxWith(other)).actor.kind).toBe("anonymous");
  expect((await ctxWith(cookie)).actor.kind).toBe("user");
  await expect(endSession(ctx, id)).rejects.toMatchObject({ slug: "not-found" });
});

test("another plan is seen with the next request", async () => {
  const { cookie, workspace } = await makePerson();
  expect((await ctxWith(cookie)).workspace?.plan).toBe("free");
  await setPlan(jobCtx(), workspace.id, "pro");
  expect((await ctxWith(cookie)).workspace?.plan).toBe("pro");
});

test("what was changed without a word is seen when it is announced, and within a minute anyway", async () => {
  const { cookie, userId } = await makePerson();
  await ctxWith(cookie);
  await env.DB.prepare("UPDATE users SET name = 'Other' WHERE id = ?").bind(userId).run();
  expect((await ctxWith(cookie)).actor).not.toMatchObject({ name: "Other" });
  shiftClock(MINUTE_MS + 1_000);
  expect((await ctxWith(cookie)).actor).toMatchObject({ name: "Other" });
  await env.DB.prepare("UPDATE users SET name = 'Third' WHERE id = ?").bind(userId).run();
  await forgetSessions(env, [userId]);
  expect((await ctxWith(cookie)).actor).toMatchObject({ name: "Third" });
});

test("the list tells this one, the device and the place, and says what nobody knows", async () => {
  const { ctx, email } = await makePerson();
  await signInFully(
    {
      ...anonymousCtx(),
      client: {
        userAgent: firefox,
        country: "DE",
        city: "Berlin",
        network: "203.0.x.x",
        cookieHeader: null,
      },
    },
    { email, password },
  );
  const sessions = await listSessions(ctx);
  expect(sessions).toHaveLength(2);
  expect(sessions[0]).toMatchObject({
    current: true,
    device: { browser: null, system: null },
    place: { country: null, city: null, network: null },
  });
  expect(sessions[1]).toMatchObject({
    current: false,
    method: "password",
    device: { browser: "Firefox", system: "Linux", kind: "computer" },
    place: { country: "DE", city: "Berlin", network: "203.0.x.x" },
  });
});

test("when a session was last seen is noted every ten minutes", async () => {
  const { cookie } = await makePerson();
  const seen = async () => {
    const deferred: Promise<unknown>[] = [];
    await resolveActor(requestWith(cookie), env, (work) => deferred.push(work));
    await Promise.all(deferred);
    return deferred.length;
  };
  expect(await seen()).toBe(0);
  shiftClock(11 * MINUTE_MS);
  expect([await seen(), await seen()]).toEqual([1, 0]);
  const [session] = await listSessions(await ctxWith(cookie));
  expect((session?.lastSeenAtMs ?? 0) - (session?.startedAtMs ?? 0)).toBeGreaterThan(
    10 * MINUTE_MS,
  );
});

test("somebody else's session does not exist", async () => {
  const { ctx } = await makePerson();
  const stranger = await makePerson();
  const [session] = await listSessions(stranger.ctx);
  await expect(endSession(ctx, session?.id ?? "")).rejects.toMatchObject({ slug: "not-found" });
  expect((await ctxWith(stranger.cookie)).actor.kind).toBe("user");
});

test("signing out elsewhere keeps this session alone, everywhere keeps none; both may be repeated", async () => {
  const { ctx, cookie, email } = await makePerson();
  const others = [await anotherSession(email), await anotherSession(email)];
  await endOtherSessions(ctx);
  await endOtherSessions(ctx);
  for (const other of others) expect((await ctxWith(other)).actor.kind).toBe("anonymous");
  expect((await ctxWith(cookie)).actor.kind).toBe("user");
  await endAllSessions(ctx);
  await endAllSessions(ctx);
  expect((await ctxWith(cookie)).actor.kind).toBe("anonymous");
});

test("only the person themselves sees or ends their sessions", async () => {
  for (const verb of [listSessions, endOtherSessions, endAllSessions]) {
    await expect(verb(anonymousCtx())).rejects.toMatchObject({ slug: "unauthorized" });
  }
});

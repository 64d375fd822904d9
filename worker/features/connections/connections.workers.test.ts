import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { MINUTE_MS } from "#core/time";
import { getProfile, signIn } from "#features/identity";
import { shiftClock } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  freshEmail,
  makePerson,
} from "../../../tests/support/people.ts";
import { walk } from "../../../tests/support/oidc/walk.ts";
import { beginConnection, finishConnection, listConnections, removeConnection } from "./index.ts";
import type { ProviderId } from "./schema.ts";

const base = inject("providersUrl");
const password = "correct horse";
let count = 0;

beforeEach(async () => await control("__github", "none"));
afterEach(() => shiftClock(0));

async function control(path: string, body: string): Promise<void> {
  await (await fetch(`${base}/${path}`, { method: "PUT", body })).text();
}

/** Someone at the provider, signed in there from now on. */
async function at(person: { subject?: string; email?: string; emailVerified?: boolean }) {
  count += 1;
  const whole = {
    subject: String(1_000 + count),
    email: freshEmail(),
    emailVerified: true,
    ...person,
  };
  await control("__person", JSON.stringify(whole));
  return whole;
}

function setUp(ctx: Ctx): Ctx {
  const client = { clientId: "selvedge-test", clientSecret: "a-client-secret-of-the-tests" };
  const signInSettings = {
    google: { ...client, issuer: base },
    apple: undefined,
    github: { ...client, baseUrl: `${base}/github`, apiUrl: `${base}/github` },
  };
  return { ...ctx, settings: { ...ctx.settings, signIn: signInSettings } };
}

async function visit(url: string): Promise<Record<string, string>> {
  return Object.fromEntries((await walk(url, /^\/sign-in\/callback\//)).searchParams);
}

async function begin(ctx: Ctx, provider: ProviderId, link = false) {
  const begun = await beginConnection(setUp(ctx), { provider, link, next: "/chat" });
  return { params: await visit(begun.url), cookie: cookieHeader(begun.setCookies) };
}

async function go(provider: ProviderId, ctx = anonymousCtx(), link = false) {
  const { params, cookie } = await begin(ctx, provider, link);
  return await finishConnection(setUp(ctx), { provider, params, cookie });
}

async function signedInUser(finished: Awaited<ReturnType<typeof go>>) {
  if (finished.kind !== "entered" || finished.entered.kind !== "signed-in") {
    throw new Error(`nobody is signed in: ${finished.kind}`);
  }
  return finished.entered;
}

async function isSignedIn(cookie: string): Promise<boolean> {
  return (await ctxWith(cookie)).actor.kind === "user";
}

test.each(["google", "github"] as const)(
  "someone new comes from %s, gets an account with a confirmed address, and comes back to it",
  async (provider) => {
    const { email } = await at({});
    const first = await signedInUser(await go(provider));
    expect(await getProfile(first.ctx)).toMatchObject({ email, emailVerified: true });
    expect(await isSignedIn(cookieHeader(first.setCookies))).toBe(true);
    const second = await signedInUser(await go(provider));
    expect(second.userId).toBe(first.userId);
    expect(await listConnections(second.ctx)).toMatchObject([{ provider, email }]);
  },
);

test("a change of the address at the provider changes nothing here", async () => {
  const { subject, email } = await at({});
  const first = await signedInUser(await go("google"));
  const victim = await makePerson();
  await at({ subject, email: victim.email });
  const second = await signedInUser(await go("google"));
  expect(second.userId).toBe(first.userId);
  expect((await getProfile(second.ctx)).email).toBe(email);
});

test.each([["google"], ["github"]] as const)(
  "an account is not taken over by its address at %s, confirmed there or not",
  async (provider) => {
    const victim = await makePerson();
    for (const emailVerified of [true, false]) {
      await at({ email: victim.email, emailVerified });
      const finished = await go(provider);
      const failure = emailVerified ? "known" : "unverified";
      expect(finished).toMatchObject({ kind: "failed", failure });
    }
    expect(await listConnections(victim.ctx)).toEqual([]);
    await signIn(anonymousCtx(), { email: victim.email, password });
  },
);

test("an address that the provider has not confirmed makes no account", async () => {
  for (const provider of ["google", "github"] as const) {
    const { email } = await at({ emailVerified: false });
    expect(await go(provider)).toMatchObject({ kind: "failed", failure: "unverified" });
    const row = env.DB.prepare("SELECT 1 FROM users WHERE email = ?").bind(email);
    expect(await row.first()).toBeNull();
  }
});

test("who registered someone's address in advance is out when its owner comes, and joined to nothing", async () => {
  const { email } = await at({});
  const attacker = await makePerson({ email });
  await env.DB.prepare("UPDATE users SET email_verified = 0 WHERE id = ?")
    .bind(attacker.userId)
    .run();
  const owner = await signedInUser(await go("google"));
  expect(owner.userId).not.toBe(attacker.userId);
  expect(owner.workspace.id).not.toBe(attacker.workspace.id);
  expect(await getProfile(owner.ctx)).toMatchObject({ email, emailVerified: true });
  expect(await isSignedIn(attacker.cookie)).toBe(false);
  await expect(signIn(anonymousCtx(), { email, password })).rejects.toMatchObject({
    slug: "sign-in-failed",
  });
});

test("a signed-in person connects an account and then comes in by it", async () => {
  const person = await makePerson();
  await at({ email: "someone.else@example.com", emailVerified: false });
  expect(await go("github", person.ctx, true)).toMatchObject({ kind: "connected" });
  expect(await go("github", person.ctx, true)).toMatchObject({ kind: "connected" });
  expect(await listConnections(person.ctx)).toHaveLength(1);
  expect((await signedInUser(await go("github"))).userId).toBe(person.userId);
});

test("an account that is connected to one person is not connected to a second", async () => {
  await at({});
  await signedInUser(await go("google"));
  const other = await makePerson();
  expect(await go("google", other.ctx, true)).toMatchObject({ kind: "failed", failure: "taken" });
  expect(await listConnections(other.ctx)).toEqual([]);
});

test("connecting asks for a fresh proof, at its beginning and at its end", async () => {
  const person = await makePerson();
  await at({});
  const { params, cookie } = await begin(person.ctx, "google", true);
  shiftClock(11 * MINUTE_MS);
  await expect(begin(person.ctx, "google", true)).rejects.toMatchObject({
    slug: "reauthentication-required",
  });
  const late = await finishConnection(setUp(person.ctx), { provider: "google", params, cookie });
  expect(late).toMatchObject({ kind: "failed", failure: "stale" });
});

test("what one person began does not connect anything to another who is signed in meanwhile", async () => {
  const [attacker, victim] = [await makePerson(), await makePerson()];
  await at({});
  const { params, cookie } = await begin(attacker.ctx, "google", true);
  const finished = await finishConnection(setUp(victim.ctx), {
    provider: "google",
    params,
    cookie,
  });
  expect(finished).toMatchObject({ kind: "failed", failure: "stale" });
  expect(await listConnections(victim.ctx)).toEqual([]);
});

test("an answer is worth something only in the browser that asked, with its state, once, in time", async () => {
  await at({});
  const stale = { kind: "failed", failure: "stale" };
  const ctx = setUp(anonymousCtx());
  const mine = await begin(ctx, "google");
  const theirs = await begin(ctx, "google");
  const finish = async (params: Record<string, string>, cookie: string | null) =>
    await finishConnection(ctx, { provider: "google", params, cookie });
  expect(await finish(mine.params, null)).toMatchObject(stale);
  expect(await finish(mine.params, theirs.cookie)).toMatchObject(stale);
  expect(await finish({ ...mine.params, state: "wrong" }, mine.cookie)).toMatchObject(stale);
  const elsewhere = { ...mine.params, iss: "https://evil.example" };
  expect(await finish(elsewhere, mine.cookie)).toMatchObject(stale);
  const wrongProvider = { provider: "github" as const, params: mine.params, cookie: mine.cookie };
  expect(await finishConnection(ctx, wrongProvider)).toMatchObject(stale);
  expect(await finish(mine.params, mine.cookie)).toMatchObject({ kind: "entered" });
  expect((await finish(mine.params, mine.cookie)).kind).toBe("failed");
  shiftClock(16 * MINUTE_MS);
  expect(await finish(theirs.params, theirs.cookie)).toMatchObject(stale);
});

test("a code of one browser's visit is not accepted with another's verifier and nonce", async () => {
  await at({});
  const ctx = setUp(anonymousCtx());
  const attacker = await begin(ctx, "google");
  const victim = await begin(ctx, "google");
  const injected = { ...victim.params, code: attacker.params["code"] ?? "" };
  const finished = await finishConnection(ctx, {
    provider: "google",
    params: injected,
    cookie: victim.cookie,
  });
  expect(finished).toMatchObject({ kind: "failed", failure: "provider" });
});

test("someone who does not agree at the provider comes back with nothing", async () => {
  const ctx = setUp(anonymousCtx());
  const { params, cookie } = await begin(ctx, "github");
  const refused = { state: params["state"] ?? "", error: "access_denied" };
  expect(
    await finishConnection(ctx, { provider: "github", params: refused, cookie }),
  ).toMatchObject({ kind: "failed", failure: "cancelled" });
});

test.each(["no-token", "html"] as const)(
  "a provider that misbehaves (%s) opens nothing",
  async (mode) => {
    await at({});
    const ctx = setUp(anonymousCtx());
    const { params, cookie } = await begin(ctx, "github");
    await control("__github", mode);
    expect(await finishConnection(ctx, { provider: "github", params, cookie })).toMatchObject({
      kind: "failed",
      failure: "provider",
    });
  },
);

test("a provider that is not set up is not connected", async () => {
  await expect(
    beginConnection(anonymousCtx(), { provider: "apple", link: false, next: "/chat" }),
  ).rejects.toMatchObject({ slug: "not-connected" });
});

test("a connection is removed by its owner, freshly proven, unless it is the last way in", async () => {
  await at({});
  const { ctx } = await signedInUser(await go("google"));
  const [only] = await listConnections(ctx);
  await expect(removeConnection(ctx, only?.id ?? "")).rejects.toMatchObject({
    slug: "last-sign-in",
  });
  await at({});
  await go("github", ctx, true);
  const other = await makePerson();
  await expect(removeConnection(other.ctx, only?.id ?? "")).rejects.toMatchObject({
    slug: "not-found",
  });
  await removeConnection(ctx, only?.id ?? "");
  expect(await listConnections(ctx)).toMatchObject([{ provider: "github" }]);
});

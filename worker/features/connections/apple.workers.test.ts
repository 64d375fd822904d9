import { exports } from "cloudflare:workers";
import { exportPKCS8, exportSPKI, generateKeyPair, jwtVerify } from "jose";
import { expect, inject, test } from "vitest";
import { getProfile, signIn } from "#features/identity";
import { clockNow } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import { call, expectProblem, ORIGIN } from "../../../tests/support/api.ts";
import type { AppleClient } from "../../../tests/support/oidc/apple.ts";
import {
  anonymousCtx,
  cookieHeader,
  freshEmail,
  makePerson,
} from "../../../tests/support/people.ts";
import { beginConnection, finishConnection, listConnections } from "./index.ts";
import { findProvider } from "./providers.ts";

const CALLBACK = "/sign-in/callback/apple";
const fromApple = {
  origin: "https://appleid.apple.com",
  "sec-fetch-site": "cross-site",
  "content-type": "application/x-www-form-urlencoded",
};

let count = 0;

/** A client of its own at Apple's stand-in, and someone new who is signed in there. */
async function setUp(ofPerson: Partial<AppleClient["person"]> = {}) {
  count += 1;
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const apple = {
    clientId: `com.example.selvedge-${count}`,
    teamId: "TEAM123456",
    keyId: "KEY1234567",
    privateKey: await exportPKCS8(privateKey),
    issuer: inject("appleUrl"),
  };
  const person = {
    subject: `00${count}.a.b`,
    email: freshEmail(),
    emailVerified: true,
    name: "Ann Apple",
    ...ofPerson,
  };
  const change = async (more: Partial<AppleClient>) => {
    const client = { clientId: apple.clientId, ...more };
    const url = new URL("/__apple", apple.issuer);
    await (await fetch(url, { method: "PUT", body: JSON.stringify(client) })).text();
  };
  await change({ ...apple, publicKey: await exportSPKI(publicKey), person, choice: "agree" });
  const plain = anonymousCtx();
  const settings = { ...plain.settings, signIn: { ...plain.settings.signIn, apple } };
  const appleCtx = (of: Ctx = plain): Ctx => ({ ...of, settings });
  return { ctx: appleCtx(), appleCtx, apple, publicKey, person, change };
}

/** The fields of the page that a form of Apple's posts by itself. */
async function visitApple(url: string): Promise<URLSearchParams> {
  const page = await (await fetch(url)).text();
  expect(/action="([^"]*)"/.exec(page)?.[1]).toMatch(/\/sign-in\/callback\/apple$/);
  const fields = new URLSearchParams();
  for (const [, name = "", value = ""] of page.matchAll(/name="(\w+)" value="([^"]*)"/g)) {
    fields.set(name, value.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
  }
  return fields;
}

/** What the browser comes back with, by the post of Apple's page and the way that it leads on. */
async function postBack(fields: URLSearchParams): Promise<Record<string, string>> {
  const body = fields.toString();
  const answer = await exports.default.fetch(`${ORIGIN}${CALLBACK}`, {
    method: "POST",
    redirect: "manual",
    body,
    headers: fromApple,
  });
  await answer.text();
  expect(answer.status).toBe(303);
  return Object.fromEntries(new URL(answer.headers.get("location") ?? "", ORIGIN).searchParams);
}

async function begin(ctx: Ctx, link = false) {
  const begun = await beginConnection(ctx, { provider: "apple", link, next: "/chat" });
  const fields = await visitApple(begun.url);
  return { fields, cookie: cookieHeader(begun.setCookies) };
}

async function finish(ctx: Ctx, { fields, cookie }: Awaited<ReturnType<typeof begin>>) {
  const params = await postBack(fields);
  return await finishConnection(ctx, { provider: "apple", params, cookie });
}

function expectSignedIn(finished: Awaited<ReturnType<typeof finish>>) {
  if (finished.kind !== "entered" || finished.entered.kind !== "signed-in") {
    throw new Error(`nobody is signed in: ${JSON.stringify(finished)}`);
  }
  return finished.entered;
}

test("Apple's client secret is a token by the team's key, for Apple alone and for minutes", async () => {
  const { ctx, apple, publicKey } = await setUp();
  const secret = (await findProvider(ctx, "apple")?.clientSecret()) ?? "";
  const { payload, protectedHeader } = await jwtVerify(secret, publicKey, {
    issuer: apple.teamId,
    subject: apple.clientId,
    audience: apple.issuer,
    algorithms: ["ES256"],
    currentDate: new Date(clockNow()),
  });
  expect(protectedHeader).toMatchObject({ alg: "ES256", kid: apple.keyId });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
  const { publicKey: another } = await generateKeyPair("ES256");
  await expect(jwtVerify(secret, another)).rejects.toThrow("signature verification failed");
});

test("Apple is asked to post its answer, with PKCE, state and nonce", async () => {
  const { ctx, apple } = await setUp();
  const begun = await beginConnection(ctx, { provider: "apple", link: false, next: "/chat" });
  const asked = new URL(begun.url).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    client_id: apple.clientId,
    response_mode: "form_post",
    response_type: "code",
    code_challenge_method: "S256",
    redirect_uri: `${ctx.origin}${CALLBACK}`,
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  });
});

test("Apple's post from its own site leads the browser on with what we read, and nothing else", async () => {
  const posted = new URLSearchParams({ code: "c&d", state: "s", user: '{"name":"Ann"}', x: "y" });
  const answer = await exports.default.fetch(`${ORIGIN}${CALLBACK}`, {
    method: "POST",
    redirect: "manual",
    body: posted.toString(),
    headers: fromApple,
  });
  await answer.text();
  expect(answer.status).toBe(303);
  expect(answer.headers.get("location")).toBe(`${CALLBACK}?code=c%26d&state=s`);
  expect(answer.headers.getSetCookie()).toEqual([]);
});

test("a post of another kind, too long, or to another provider's address is refused", async () => {
  const json = { ...fromApple, "content-type": "application/json" };
  const ofAnotherKind = await call(CALLBACK, { body: "{}", headers: json });
  expectProblem(ofAnotherKind, "unsupported-media-type", 415);
  const long = await call(CALLBACK, { body: `code=${"x".repeat(30_000)}`, headers: fromApple });
  expectProblem(long, "body-too-large", 413);
  const elsewhere = await call("/sign-in/callback/google", { body: "code=c", headers: fromApple });
  expect(elsewhere.status).toBeGreaterThanOrEqual(400);
});

test("someone new comes with the name that Apple tells once, and comes back without it", async () => {
  const { ctx, person } = await setUp();
  const first = await begin(ctx);
  expect(JSON.parse(first.fields.get("user") ?? "")).toMatchObject({ email: person.email });
  const entered = expectSignedIn(await finish(ctx, first));
  expect(await getProfile(entered.ctx)).toMatchObject({
    name: "Ann Apple",
    email: person.email,
    emailVerified: true,
  });
  const second = await begin(ctx);
  expect(second.fields.has("user")).toBe(false);
  const again = expectSignedIn(await finish(ctx, second));
  expect(again.userId).toBe(entered.userId);
  expect(await getProfile(again.ctx)).toMatchObject({ name: "Ann Apple" });
  expect(await listConnections(again.ctx)).toMatchObject([
    { provider: "apple", email: person.email },
  ]);
});

test("an address of Apple's relay is an address, and a name that is not told is made of it", async () => {
  const email = `x${crypto.randomUUID().slice(0, 8)}@privaterelay.appleid.com`;
  const { ctx } = await setUp({ email, name: "" });
  const entered = expectSignedIn(await finish(ctx, await begin(ctx)));
  const { name, ...profile } = await getProfile(entered.ctx);
  expect(profile).toMatchObject({ email, emailVerified: true });
  expect(name).not.toBe("");
});

test.each([
  ["no form of Apple's", "x", undefined],
  ["a name that is none", '{"name":7}', undefined],
  ["half a name", '{"name":{"firstName":" Ann "}}', "Ann"],
  [
    "a name without end",
    JSON.stringify({ name: { firstName: "x".repeat(5_000) } }),
    "x".repeat(200),
  ],
])("of %s as much is read as is a name", async (_, user, name) => {
  const fields = new URLSearchParams({ state: "s", code: "c", user });
  expect((await postBack(fields))["name"]).toBe(name);
});

test("the name that a browser brings is its person's own word: it opens and changes nobody else's account", async () => {
  const { ctx, person } = await setUp();
  const entered = expectSignedIn(await finish(ctx, await begin(ctx)));
  const later = await begin(ctx);
  const user = { name: { firstName: "Somebody", lastName: "Else" }, email: "victim@example.com" };
  later.fields.set("user", JSON.stringify(user));
  const again = expectSignedIn(await finish(ctx, later));
  expect(again.userId).toBe(entered.userId);
  expect(await getProfile(again.ctx)).toMatchObject({ name: "Ann Apple", email: person.email });
});

test("who does not agree at Apple comes back with nothing, and may try again", async () => {
  const { ctx, change } = await setUp();
  await change({ choice: "cancel" });
  const cancelled = await begin(ctx);
  expect(cancelled.fields.get("error")).toBe("user_cancelled_authorize");
  const failed = { kind: "failed", failure: "cancelled", linking: false, next: "/chat" };
  expect(await finish(ctx, cancelled)).toMatchObject(failed);
  await change({ choice: "agree" });
  expectSignedIn(await finish(ctx, await begin(ctx)));
});

test("an answer with an altered state, of another browser, or that was used, opens nothing", async () => {
  const { ctx } = await setUp();
  const stale = { kind: "failed", failure: "stale" };
  const altered = await begin(ctx);
  altered.fields.set("state", `${altered.fields.get("state")?.slice(0, -1)}~`);
  expect(await finish(ctx, altered)).toMatchObject(stale);
  const [mine, theirs] = [await begin(ctx), await begin(ctx)];
  expect(await finish(ctx, { ...mine, cookie: theirs.cookie })).toMatchObject(stale);
  expectSignedIn(await finish(ctx, mine));
  expect((await finish(ctx, mine)).kind).toBe("failed");
  const fresh = await begin(ctx);
  fresh.fields.set("code", mine.fields.get("code") ?? "");
  expect(await finish(ctx, fresh)).toMatchObject({ kind: "failed", failure: "provider" });
});

test("a code of one person's visit does not open anything in another's browser", async () => {
  const { ctx, person, change } = await setUp();
  const attacker = await begin(ctx);
  await change({ person: { ...person, subject: "009.v.v", email: freshEmail() } });
  const victim = await begin(ctx);
  victim.fields.set("code", attacker.fields.get("code") ?? "");
  expect(await finish(ctx, victim)).toMatchObject({ kind: "failed", failure: "provider" });
});

test("with a key that is not the team's nothing is exchanged", async () => {
  const { ctx, change } = await setUp();
  const begun = await begin(ctx);
  const { publicKey } = await generateKeyPair("ES256", { extractable: true });
  await change({ publicKey: await exportSPKI(publicKey) });
  expect(await finish(ctx, begun)).toMatchObject({ kind: "failed", failure: "provider" });
});

test("an account here is not opened by its address at Apple; its person connects it, signed in", async () => {
  const owner = await makePerson();
  const { ctx, appleCtx } = await setUp({ email: owner.email });
  expect(await finish(ctx, await begin(ctx))).toMatchObject({ kind: "failed", failure: "known" });
  await signIn(anonymousCtx(), { email: owner.email, password: "correct horse" });
  const inside = appleCtx(owner.ctx);
  const linked = await finish(inside, await begin(inside, true));
  expect(linked).toMatchObject({ kind: "connected" });
  expect(expectSignedIn(await finish(ctx, await begin(ctx))).userId).toBe(owner.userId);
});

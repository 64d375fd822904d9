import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "#core/time";
import { requireFreshSession } from "#features/identity";
import { shiftClock } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import { type Ceremony, makeAuthenticator } from "../../../tests/support/authenticator.ts";
import { auditActions } from "../../../tests/support/audit.ts";
import { anonymousCtx, cookieHeader, ctxWith, makePerson } from "../../../tests/support/people.ts";
import {
  askAnyPasskey,
  askOwnPasskey,
  beginPasskey,
  confirmWithPasskey,
  listPasskeys,
  registerPasskey,
  removePasskey,
  renamePasskey,
  signInWithPasskey,
} from "./index.ts";

type Authenticator = Awaited<ReturnType<typeof makeAuthenticator>>;

const site = { origin: "http://localhost:8787", rpId: "localhost" };
const refused = { slug: "passkey-refused", status: 401 };

afterEach(() => shiftClock(0));

async function register(
  ctx: Ctx,
  authenticator: Authenticator,
  change: Partial<Ceremony> = {},
  name = "Laptop",
) {
  const { challenge } = await beginPasskey(ctx);
  const answer = await authenticator.create({ ...site, challenge, ...change });
  return await registerPasskey(ctx, { name, answer });
}

async function answerOf(authenticator: Authenticator, change: Partial<Ceremony> = {}) {
  const { challenge } = await askAnyPasskey(anonymousCtx());
  return await authenticator.get({ ...site, challenge, ...change });
}

async function personWithPasskey() {
  const person = await makePerson();
  const authenticator = await makeAuthenticator();
  const passkey = await register(person.ctx, authenticator);
  return { ...person, authenticator, passkey };
}

test("a passkey that was registered signs its person in, as who they are", async () => {
  const { userId, authenticator, ctx } = await personWithPasskey();
  const answer = await answerOf(authenticator, { userHandle: userId });
  const signedIn = await signInWithPasskey(anonymousCtx(), { answer });
  const there = await ctxWith(cookieHeader(signedIn.setCookies));
  expect(there.actor).toMatchObject({ kind: "user", userId });
  expect(there.workspace?.id).toBe(ctx.workspace?.id);
  expect((await listPasskeys(ctx))[0]).toMatchObject({ name: "Laptop", synced: false });
  expect((await listPasskeys(ctx))[0]?.lastUsedAtMs).not.toBeNull();
  expect(await auditActions(userId)).toContain("passkey.registered");
});

test("what the browser is asked for names this site, wants the person verified, and no one's keys", async () => {
  const { ctx, userId, authenticator } = await personWithPasskey();
  expect(await askAnyPasskey(anonymousCtx())).toMatchObject({
    rpId: "localhost",
    userVerification: "required",
    allowCredentials: [],
  });
  const options = await beginPasskey(ctx);
  expect(options).toMatchObject({
    rp: { id: "localhost" },
    attestation: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: [{ id: authenticator.id }],
  });
  const handle = Uint8Array.fromBase64(options.user.id, { alphabet: "base64url" });
  expect(new TextDecoder().decode(handle)).toBe(userId);
});

test("an answer opens one session: sent again, or twice at once, it is refused", async () => {
  const { authenticator } = await personWithPasskey();
  const answer = await answerOf(authenticator);
  const tries = await Promise.allSettled([
    signInWithPasskey(anonymousCtx(), { answer }),
    signInWithPasskey(anonymousCtx(), { answer }),
  ]);
  expect(tries.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  await expect(signInWithPasskey(anonymousCtx(), { answer })).rejects.toMatchObject(refused);
});

test.each<[string, Partial<Ceremony>]>([
  ["made for another origin", { origin: "http://localhost:8788" }],
  ["made for a look-alike host", { rpId: "1ocalhost" }],
  ["without the person verified", { userVerified: false }],
  ["to a challenge of nobody's making", { challenge: "AAAAAAAAAAAAAAAAAAAAAA" }],
  ["with the handle of someone else", { userHandle: "user_01KAJ3C6Z8W4T2N9Q7RXVB5M1D" }],
])("an answer %s signs nobody in", async (_, change) => {
  const { authenticator } = await personWithPasskey();
  const answer = await answerOf(authenticator, change);
  await expect(signInWithPasskey(anonymousCtx(), { answer })).rejects.toMatchObject(refused);
});

test("a question that was asked an hour ago is not answered any more", async () => {
  const { authenticator } = await personWithPasskey();
  const answer = await answerOf(authenticator);
  shiftClock(HOUR_MS + MINUTE_MS);
  await expect(signInWithPasskey(anonymousCtx(), { answer })).rejects.toMatchObject(refused);
});

test("an answer to one question is no answer to another", async () => {
  const { ctx, authenticator } = await personWithPasskey();
  const own = await askOwnPasskey(ctx);
  const confirmation = await authenticator.get({ ...site, challenge: own?.challenge ?? "" });
  await expect(signInWithPasskey(anonymousCtx(), { answer: confirmation })).rejects.toMatchObject(
    refused,
  );
  const { challenge } = await beginPasskey(ctx);
  const answer = await authenticator.get({ ...site, challenge });
  await expect(signInWithPasskey(anonymousCtx(), { answer })).rejects.toMatchObject(refused);
});

test("a count of uses that does not grow betrays a copy; one that is always zero does not", async () => {
  const { authenticator } = await personWithPasskey();
  await signInWithPasskey(anonymousCtx(), {
    answer: await answerOf(authenticator, { counter: 7 }),
  });
  for (const counter of [7, 6, 0]) {
    const answer = await answerOf(authenticator, { counter });
    await expect(signInWithPasskey(anonymousCtx(), { answer })).rejects.toMatchObject(refused);
  }
  const countless = await personWithPasskey();
  for (let i = 0; i < 2; i++) {
    const answer = await answerOf(countless.authenticator, { counter: 0 });
    await signInWithPasskey(anonymousCtx(), { answer });
  }
});

test("an unknown passkey and another key under a known id are refused alike", async () => {
  const { authenticator } = await personWithPasskey();
  const stranger = await makeAuthenticator();
  const unknown = await answerOf(stranger);
  await expect(signInWithPasskey(anonymousCtx(), { answer: unknown })).rejects.toMatchObject(
    refused,
  );
  const { id } = authenticator;
  const forged = { ...(JSON.parse(await answerOf(stranger)) as object), id, rawId: id };
  await expect(
    signInWithPasskey(anonymousCtx(), { answer: JSON.stringify(forged) }),
  ).rejects.toMatchObject(refused);
});

test.each<[string, Partial<Ceremony>]>([
  ["for another origin", { origin: "https://localhost.evil.example" }],
  ["for another host", { rpId: "evil.example" }],
  ["without the person verified", { userVerified: false }],
])("a passkey made %s is not kept", async (_, change) => {
  const person = await makePerson();
  const authenticator = await makeAuthenticator();
  await expect(register(person.ctx, authenticator, change)).rejects.toMatchObject(refused);
  expect(await listPasskeys(person.ctx)).toEqual([]);
});

test("what one person was asked cannot be answered for another, nor twice", async () => {
  const [victim, attacker] = [await makePerson(), await makePerson()];
  const { challenge } = await beginPasskey(attacker.ctx);
  const answer = await (await makeAuthenticator()).create({ ...site, challenge });
  await expect(registerPasskey(victim.ctx, { name: "Theirs", answer })).rejects.toMatchObject(
    refused,
  );
  await registerPasskey(attacker.ctx, { name: "Mine", answer });
  await expect(registerPasskey(attacker.ctx, { name: "Again", answer })).rejects.toMatchObject({
    status: expect.any(Number),
  });
  expect(await listPasskeys(attacker.ctx)).toHaveLength(1);
});

test("a known passkey cannot be registered by a second person", async () => {
  const { authenticator } = await personWithPasskey();
  const other = await makePerson();
  await expect(register(other.ctx, authenticator)).rejects.toMatchObject({
    slug: "already-exists",
  });
});

test("a person has at most twenty passkeys", async () => {
  const person = await makePerson();
  for (let i = 0; i < 20; i++) await register(person.ctx, await makeAuthenticator());
  await expect(register(person.ctx, await makeAuthenticator())).rejects.toMatchObject({
    slug: "limit-reached",
  });
});

test("adding and removing ask for a fresh proof of who is at the browser", async () => {
  const { ctx, passkey } = await personWithPasskey();
  shiftClock(11 * MINUTE_MS);
  const stale = { slug: "reauthentication-required" };
  await expect(beginPasskey(ctx)).rejects.toMatchObject(stale);
  await expect(removePasskey(ctx, passkey.id)).rejects.toMatchObject(stale);
});

test("one's own passkey is such a proof; somebody else's is not", async () => {
  const person = await personWithPasskey();
  const other = await personWithPasskey();
  shiftClock(11 * MINUTE_MS);
  const ask = async () => (await askOwnPasskey(person.ctx))?.challenge ?? "";
  const foreign = await other.authenticator.get({ ...site, challenge: await ask() });
  await expect(confirmWithPasskey(person.ctx, { answer: foreign })).rejects.toMatchObject(refused);
  const own = await person.authenticator.get({ ...site, challenge: await ask() });
  await confirmWithPasskey(person.ctx, { answer: own });
  expect(() => requireFreshSession(person.ctx)).toThrow("Prove once more");
  expect(requireFreshSession(await ctxWith(person.cookie))).toMatchObject({ kind: "user" });
  await expect(confirmWithPasskey(person.ctx, { answer: own })).rejects.toMatchObject(refused);
});

test("someone without passkeys is asked for none", async () => {
  const person = await makePerson();
  expect(await askOwnPasskey(person.ctx)).toBeUndefined();
});

test("a passkey is renamed and removed by its owner; to others it does not exist", async () => {
  const { ctx, passkey, authenticator } = await personWithPasskey();
  const other = await makePerson();
  const missing = { slug: "not-found" };
  await expect(renamePasskey(other.ctx, passkey.id, { name: "Mine" })).rejects.toMatchObject(
    missing,
  );
  await expect(removePasskey(other.ctx, passkey.id)).rejects.toMatchObject(missing);
  await renamePasskey(ctx, passkey.id, { name: " Old laptop " });
  await renamePasskey(ctx, passkey.id, { name: "Old laptop" });
  expect((await listPasskeys(ctx))[0]?.name).toBe("Old laptop");
  await expect(renamePasskey(ctx, passkey.id, { name: "" })).rejects.toMatchObject({
    slug: "invalid-input",
  });
  await removePasskey(ctx, passkey.id);
  await expect(removePasskey(ctx, passkey.id)).rejects.toMatchObject(missing);
  await expect(
    signInWithPasskey(anonymousCtx(), { answer: await answerOf(authenticator) }),
  ).rejects.toMatchObject(refused);
});

test("the last way to sign in stays, also when two are removed at the same time", async () => {
  const person = await personWithPasskey();
  const second = await register(person.ctx, await makeAuthenticator());
  await env.DB.prepare("DELETE FROM credentials WHERE user_id = ?").bind(person.userId).run();
  const both = await Promise.allSettled([
    removePasskey(person.ctx, person.passkey.id),
    removePasskey(person.ctx, second.id),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const [left] = await listPasskeys(person.ctx);
  await expect(removePasskey(person.ctx, left?.id ?? "")).rejects.toMatchObject({
    slug: "last-sign-in",
  });
});

test("visitors and strangers have nothing to do with passkeys", async () => {
  for (const act of [
    () => beginPasskey(anonymousCtx()),
    () => listPasskeys(anonymousCtx()),
    () => registerPasskey(anonymousCtx(), { name: "x", answer: "{}" }),
    () => removePasskey(anonymousCtx(), "pk_01KAJ3C6Z8W4T2N9Q7RXVB5M1D"),
  ]) {
    await expect(act()).rejects.toMatchObject({ slug: "unauthorized" });
  }
});

test("what is no answer of an authenticator is refused as input", async () => {
  for (const answer of ["", "{", "null", "{}", '{"id":"x"}']) {
    await expect(signInWithPasskey(anonymousCtx(), { answer })).rejects.toMatchObject({
      slug: "invalid-input",
    });
  }
});

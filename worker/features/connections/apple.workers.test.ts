import { exports } from "cloudflare:workers";
import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";
import { expect, inject, test } from "vitest";
import { clockNow } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import { call, expectProblem, ORIGIN } from "../../../tests/support/api.ts";
import { anonymousCtx } from "../../../tests/support/people.ts";
import { beginConnection } from "./index.ts";
import { findProvider } from "./providers.ts";

const CALLBACK = "/sign-in/callback/apple";
const fromApple = {
  origin: "https://appleid.apple.com",
  "sec-fetch-site": "cross-site",
  "content-type": "application/x-www-form-urlencoded",
};

async function setUp() {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const apple = {
    clientId: "com.example.selvedge",
    teamId: "TEAM123456",
    keyId: "KEY1234567",
    privateKey: await exportPKCS8(privateKey),
    issuer: inject("providersUrl"),
  };
  const plain = anonymousCtx();
  const settings = { ...plain.settings, signIn: { ...plain.settings.signIn, apple } };
  const ctx: Ctx = { ...plain, settings };
  return { ctx, apple, publicKey };
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
  const { ctx } = await setUp();
  const begun = await beginConnection(ctx, { provider: "apple", link: false, next: "/chat" });
  const asked = new URL(begun.url).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    client_id: "com.example.selvedge",
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

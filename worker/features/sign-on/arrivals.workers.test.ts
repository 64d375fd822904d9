import { env } from "cloudflare:workers";
import { afterEach, expect, inject, test } from "vitest";
import { MINUTE_MS } from "#core/time";
import { listConnections, removeConnection } from "#features/connections";
import { followMagicLink, getProfile, requestMagicLink, signIn } from "#features/identity";
import { getSeats, removeMember } from "#features/members";
import { shiftClock } from "#platform/clock";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  freshEmail,
  lastToken,
  makePerson,
  withCookies,
} from "../../../tests/support/people.ts";
import {
  at,
  comeIn,
  freshDomain,
  makeCompany,
  near,
  proveDomain,
  signedInBy,
  signOnInput,
  visitCompany,
} from "../../../tests/support/sign-on.ts";
import type { CrookedWay } from "../../../tests/support/oidc/crooked.ts";
import {
  beginSignOn,
  disconnectCompany,
  finishSignOn,
  linkSignOn,
  listCompanies,
  removeSignOn,
  setSignOn,
} from "./index.ts";

afterEach(() => shiftClock(0));

const failed = (failure: string) => ({ kind: "failed", failure });
const crooked = (way: CrookedWay) => ({
  issuer: `${inject("providersUrl")}/crooked/${way}`,
});

async function rolesOf(workspaceId: string): Promise<Record<string, string>> {
  const rows = await env.DB.prepare(
    "SELECT user_id, role FROM memberships WHERE workspace_id = ? AND role <> 'owner'",
  )
    .bind(workspaceId)
    .all<{ user_id: string; role: string }>();
  return Object.fromEntries(rows.results.map((row) => [row.user_id, row.role]));
}

async function isSomebody(email: string): Promise<boolean> {
  const row = env.DB.prepare("SELECT 1 FROM users WHERE email = ?").bind(email);
  return (await row.first()) !== null;
}

test("a colleague comes for the first time, is a member from then on, and comes back", async () => {
  const company = await makeCompany({ defaultRole: "viewer" });
  const { email } = await at({ email: `ann@${company.domain}`, name: "Ann Example" });
  const first = await signedInBy(comeIn(email));
  expect(await getProfile(first.ctx)).toMatchObject({
    email,
    emailVerified: true,
    name: "Ann Example",
  });
  expect(await rolesOf(company.workspace.id)).toEqual({ [first.userId]: "viewer" });
  const again = await signedInBy(comeIn(email));
  expect(again.userId).toBe(first.userId);
  const { actor, workspace } = await ctxWith(cookieHeader(again.setCookies));
  expect(actor).toMatchObject({ kind: "user", userId: first.userId });
  expect(workspace?.id).toBe(company.workspace.id);
  expect(await listConnections(again.ctx)).toEqual([]);
});

test("a domain that no company has set up leads nowhere, as one that is not switched on", async () => {
  const { domain, ctx } = await makeCompany({ enabled: false });
  const start = async (email: string) =>
    await beginSignOn(near(anonymousCtx()), { email, next: "/chat" });
  expect(await start(`ann@${domain}`)).toBeUndefined();
  expect(await start("ann@nobody.example.com")).toBeUndefined();
  await setSignOn(ctx, signOnInput(domain));
  expect(await start(`Ann@${domain.toUpperCase()}`)).toMatchObject({
    url: expect.stringContaining("login_hint=ann%40"),
  });
});

test("whether an address of a company is somebody's changes nothing in where it leads", async () => {
  const { domain } = await makeCompany();
  await makePerson({ email: `known@${domain}` });
  const led = async (name: string) => {
    const begun = await beginSignOn(near(anonymousCtx()), {
      email: `${name}@${domain}`,
      next: "/chat",
    });
    const url = new URL(begun?.url ?? "");
    const cookies = begun?.setCookies.map((one) => one.slice(0, one.indexOf("=")));
    return [url.origin, url.pathname, [...url.searchParams.keys()], cookies];
  };
  expect(await led("known")).toEqual(await led("nobody"));
});

test("a provider speaks for no address of another domain, whoever has proven that", async () => {
  const company = await makeCompany();
  const victims = await makeCompany();
  for (const email of [`ann@${victims.domain}`, freshEmail(), `ann@sub.${company.domain}`]) {
    await at({ email });
    expect(await comeIn(`ann@${company.domain}`)).toMatchObject(failed("domain"));
    expect(await isSomebody(email)).toBe(false);
  }
});

test("a provider no longer speaks for a domain whose proof is lost, nor for one that was let go", async () => {
  const company = await makeCompany();
  const { email } = await at({ email: `ann@${company.domain}` });
  const { back, ctx } = await visitCompany(email);
  await env.DB.prepare("UPDATE domains SET verified_at_ms = NULL WHERE domain = ?")
    .bind(company.domain)
    .run();
  expect(await finishSignOn(ctx, back)).toMatchObject(failed("domain"));
  const { workspace } = await makePerson();
  await proveDomain(workspace.id, company.domain);
  expect(await beginSignOn(near(anonymousCtx()), { email, next: "/chat" })).toBeUndefined();
  expect(await isSomebody(email)).toBe(false);
});

test("an address that the provider says is not confirmed comes in no way", async () => {
  const { domain } = await makeCompany();
  const { email } = await at({ email: `ann@${domain}`, emailVerified: false });
  expect(await comeIn(email)).toMatchObject(failed("unverified"));
  expect(await isSomebody(email)).toBe(false);
});

test.each(["honest", "silent", "userinfo"] as const)(
  "a provider that is %s lets its people in",
  async (way) => {
    const { domain } = await makeCompany(crooked(way));
    const { email } = await at({ email: `ann@${domain}` });
    const { userId } = await signedInBy(comeIn(email));
    expect((await signedInBy(comeIn(email))).userId).toBe(userId);
  },
);

test.each([
  ["wrong-audience", "provider"],
  ["wrong-nonce", "provider"],
  ["wrong-issuer", "provider"],
  ["foreign-key", "provider"],
  ["expired", "provider"],
  ["shared-secret", "provider"],
  ["wrong-userinfo", "provider"],
  ["no-iss", "stale"],
] as const)("an answer with %s opens nothing", async (way, failure) => {
  const { domain } = await makeCompany(crooked(way));
  const { email } = await at({ email: `ann@${domain}` });
  expect(await comeIn(email)).toMatchObject(failed(failure));
  expect(await isSomebody(email)).toBe(false);
});

test("an answer is worth something only in the browser that asked, at that workspace, once, in time", async () => {
  const [mine, other] = [await makeCompany(), await makeCompany(crooked("honest"))];
  const { email } = await at({ email: `ann@${mine.domain}` });
  const { back, ctx } = await visitCompany(email);
  const stranger = await visitCompany(email);
  const stale = failed("stale");
  expect(await finishSignOn(near(anonymousCtx()), back)).toMatchObject(stale);
  expect(await finishSignOn(stranger.ctx, back)).toMatchObject(stale);
  const wrongState = { ...back, params: { ...back.params, state: "wrong" } };
  expect(await finishSignOn(ctx, wrongState)).toMatchObject(stale);
  const elsewhere = { ...back, workspaceId: other.workspace.id };
  expect(await finishSignOn(ctx, elsewhere)).toMatchObject(stale);
  const mixedUp = { ...back, params: { ...back.params, iss: other.signOn.issuer } };
  expect(await finishSignOn(ctx, mixedUp)).toMatchObject(stale);
  expect(await finishSignOn(ctx, back)).toMatchObject({ kind: "entered" });
  expect((await finishSignOn(ctx, back)).kind).toBe("failed");
  shiftClock(16 * MINUTE_MS);
  expect(await finishSignOn(stranger.ctx, stranger.back)).toMatchObject(stale);
});

test("a code of another browser's visit is not accepted", async () => {
  const { domain } = await makeCompany();
  const { email } = await at({ email: `ann@${domain}` });
  const [attacker, victim] = [await visitCompany(email), await visitCompany(email)];
  const params = { ...victim.back.params, code: attacker.back.params["code"] ?? "" };
  const injected = await finishSignOn(victim.ctx, { ...victim.back, params });
  expect(injected).toMatchObject(failed("provider"));
});

test("who does not agree at the provider comes back with nothing", async () => {
  const { domain } = await makeCompany();
  const { back, ctx } = await visitCompany((await at({ email: `ann@${domain}` })).email);
  const { state = "", iss = "" } = back.params;
  const refused = { ...back, params: { state, iss, error: "access_denied" } };
  expect(await finishSignOn(ctx, refused)).toMatchObject(failed("cancelled"));
});

test("what began before it was switched off, or led to another provider, ends nowhere", async () => {
  const company = await makeCompany();
  const { email } = await at({ email: `ann@${company.domain}` });
  const [first, second] = [await visitCompany(email), await visitCompany(email)];
  await setSignOn(company.ctx, signOnInput(company.domain, { enabled: false }));
  expect(await finishSignOn(first.ctx, first.back)).toMatchObject(failed("off"));
  await setSignOn(company.ctx, signOnInput(company.domain, crooked("honest")));
  expect(await finishSignOn(second.ctx, second.back)).toMatchObject(failed("stale"));
  expect(await isSomebody(email)).toBe(false);
});

test("of two who come at once for the last seat one gets in", async () => {
  const company = await makeCompany();
  const { seats, taken } = await getSeats(company.ctx);
  const others = Array.from({ length: seats - taken - 1 }, (_, index) =>
    env.DB.prepare(
      "INSERT INTO memberships (workspace_id, user_id, role, created_at_ms) VALUES (?, ?, 'viewer', 0)",
    ).bind(company.workspace.id, `user_${index}`),
  );
  await env.DB.batch(others);
  await at({ email: `ann@${company.domain}` });
  const ann = await visitCompany(`ann@${company.domain}`);
  await at({ email: `bob@${company.domain}` });
  const bob = await visitCompany(`bob@${company.domain}`);
  const both = await Promise.all([ann, bob].map(({ ctx, back }) => finishSignOn(ctx, back)));
  expect(both.filter(({ kind }) => kind === "entered")).toHaveLength(1);
  expect(both).toContainEqual(expect.objectContaining(failed("seats")));
  expect((await getSeats(company.ctx)).taken).toBe(seats);
});

test("an account that has the address is not opened, and its person proves it once to connect it", async () => {
  const company = await makeCompany();
  const victim = await makePerson({ email: `ann@${company.domain}` });
  const { email } = await at({ email: victim.email });
  const finished = await comeIn(email);
  expect(finished.kind).toBe("vouched");
  expect(await rolesOf(company.workspace.id)).toEqual({});

  const browser = withCookies(near(victim.ctx), finished.setCookies);
  const other = await makePerson();
  const wrongPerson = withCookies(near(other.ctx), finished.setCookies);
  await expect(linkSignOn(wrongPerson)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(linkSignOn(near(victim.ctx))).rejects.toMatchObject({ slug: "link-expired" });
  const nobody = withCookies(near(anonymousCtx()), finished.setCookies);
  await expect(linkSignOn(nobody)).rejects.toMatchObject({ slug: "unauthorized" });

  await linkSignOn(browser);
  expect(await rolesOf(company.workspace.id)).toEqual({ [victim.userId]: "member" });
  await expect(linkSignOn(browser)).rejects.toMatchObject({ slug: "link-expired" });
  const { actor, workspace } = await ctxWith(victim.cookie);
  expect(actor).toMatchObject({ userId: victim.userId });
  expect(workspace?.id).toBe(company.workspace.id);
  const back = await signedInBy(comeIn(email));
  expect(back.userId).toBe(victim.userId);

  // Its person sees it, and takes it back.
  const [opened] = await listCompanies(back.ctx);
  expect(opened).toMatchObject({ email, workspaceName: expect.any(String) });
  const stranger = await makePerson();
  const id = opened?.id ?? "";
  await expect(disconnectCompany(stranger.ctx, id)).rejects.toMatchObject({ slug: "not-found" });
  await expect(removeConnection(back.ctx, id)).rejects.toMatchObject({ slug: "not-found" });
  await disconnectCompany(back.ctx, id);
  expect(await listCompanies(back.ctx)).toEqual([]);
  expect((await comeIn(email)).kind).toBe("vouched");
});

test("connecting asks for a fresh proof of the account, and for a seat", async () => {
  const company = await makeCompany({}, "free");
  const victim = await makePerson({ email: `ann@${company.domain}` });
  await at({ email: victim.email });
  const finished = await comeIn(victim.email);
  const browser = withCookies(near(victim.ctx), finished.setCookies);
  await expect(linkSignOn(browser)).rejects.toMatchObject({ slug: "limit-reached" });
  shiftClock(11 * MINUTE_MS);
  await expect(linkSignOn(browser)).rejects.toMatchObject({ slug: "reauthentication-required" });
});

test("a provider that changes who has a subject's address reaches no other account", async () => {
  const company = await makeCompany();
  const { email, subject } = await at({ email: `ann@${company.domain}` });
  const ann = await signedInBy(comeIn(email));
  const boss = await makePerson({ email: `boss@${company.domain}` });
  await at({ email: boss.email, subject });
  expect((await signedInBy(comeIn(email))).userId).toBe(ann.userId);
  expect((await getProfile(ann.ctx)).email).toBe(email);
  await at({ email: boss.email });
  expect((await comeIn(boss.email)).kind).toBe("vouched");
});

test("who registered an address in advance, unconfirmed, is out when its owner comes", async () => {
  const company = await makeCompany();
  const squatter = await makePerson({ email: `ann@${company.domain}` });
  await env.DB.prepare("UPDATE users SET email_verified = 0 WHERE id = ?")
    .bind(squatter.userId)
    .run();
  await at({ email: squatter.email });
  const ann = await signedInBy(comeIn(squatter.email));
  expect(ann.userId).not.toBe(squatter.userId);
  expect((await ctxWith(squatter.cookie)).actor.kind).toBe("anonymous");
  const trying = signIn(anonymousCtx(), { email: squatter.email, password: "correct horse" });
  await expect(trying).rejects.toMatchObject({ slug: "sign-in-failed" });
});

test("who was taken out of the workspace has no session of it left, and does not come back by it", async () => {
  const company = await makeCompany();
  const { email } = await at({ email: `ann@${company.domain}` });
  const ann = await signedInBy(comeIn(email));
  const cookie = cookieHeader(ann.setCookies);
  expect((await ctxWith(cookie)).actor.kind).toBe("user");
  const [{ id: connectionId } = { id: "" }] = await listCompanies(ann.ctx);
  await expect(disconnectCompany(ann.ctx, connectionId)).rejects.toMatchObject({
    slug: "last-sign-in",
  });
  await removeMember(company.ctx, ann.userId);
  expect((await ctxWith(cookie)).actor.kind).toBe("anonymous");
  expect(await comeIn(email)).toMatchObject(failed("removed"));
  expect(await rolesOf(company.workspace.id)).toEqual({});

  // Nor by taking the connection back and coming as somebody new.
  await requestMagicLink(anonymousCtx(), { email });
  const token = await lastToken(email, "magic-link");
  const byMail = await followMagicLink(anonymousCtx(), { token });
  if (byMail.kind !== "signed-in") throw new Error("a second factor was asked");
  await expect(disconnectCompany(byMail.ctx, connectionId)).rejects.toMatchObject({
    slug: "not-found",
  });
});

test.each([
  ["is removed", (company: Awaited<ReturnType<typeof makeCompany>>) => removeSignOn(company.ctx)],
  [
    "is switched off",
    (company: Awaited<ReturnType<typeof makeCompany>>) =>
      setSignOn(company.ctx, signOnInput(company.domain, { enabled: false })),
  ],
  [
    "gets another provider",
    (company: Awaited<ReturnType<typeof makeCompany>>) =>
      setSignOn(company.ctx, signOnInput(company.domain, crooked("honest"))),
  ],
])("sessions made by a sign-on end when it %s", async (_, end) => {
  const company = await makeCompany();
  const { email } = await at({ email: `ann@${company.domain}` });
  const cookie = cookieHeader((await signedInBy(comeIn(email))).setCookies);
  expect((await ctxWith(cookie)).actor.kind).toBe("user");
  await end(company);
  expect((await ctxWith(cookie)).actor.kind).toBe("anonymous");
  expect(Object.values(await rolesOf(company.workspace.id))).toEqual(["member"]);
});

test("another provider with the same subject opens nobody's account", async () => {
  const company = await makeCompany();
  const { email, subject } = await at({ email: `ann@${company.domain}` });
  await signedInBy(comeIn(email));
  await setSignOn(company.ctx, signOnInput(company.domain, crooked("honest")));
  await at({ email: `eve@${company.domain}`, subject });
  const eve = await signedInBy(comeIn(`eve@${company.domain}`));
  expect((await getProfile(eve.ctx)).email).toBe(`eve@${company.domain}`);
  await at({ email, subject: "of-ann-over-there" });
  expect((await comeIn(email)).kind).toBe("vouched");
});

test("a provider that does not answer is told so, in time, and signs nobody in", async () => {
  const company = await makeCompany();
  const start = beginSignOn(near(anonymousCtx()), {
    email: `ann@${company.domain}`,
    next: "/chat",
  });
  expect((await start)?.url).toContain(inject("providersUrl"));
  await env.DB.prepare("UPDATE company_sign_ins SET issuer = 'http://127.0.0.1:9' WHERE id = ?")
    .bind(company.signOn.id)
    .run();
  const down = beginSignOn(near(anonymousCtx()), { email: `a@${company.domain}`, next: "/chat" });
  await expect(down).rejects.toMatchObject({ slug: "not-connected" });
});

test("a private address is asked nothing where the deployment does not let it", async () => {
  const { domain } = await makeCompany();
  const { back, ctx } = await visitCompany((await at({ email: `ann@${domain}` })).email);
  const strict = { ...ctx, settings: { ...ctx.settings, webhookPrivateHosts: false } };
  expect(await finishSignOn(strict, back)).toMatchObject(failed("provider"));
});

test("more than 30 beginnings in ten minutes from a network are refused", async () => {
  const ctx = near(anonymousCtx());
  const start = async () => await beginSignOn(ctx, { email: `a@${freshDomain()}`, next: "/" });
  for (let i = 0; i < 30; i++) await start();
  await expect(start()).rejects.toMatchObject({ slug: "too-many-requests" });
});

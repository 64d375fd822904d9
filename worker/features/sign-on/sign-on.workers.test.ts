import { env } from "cloudflare:workers";
import { afterEach, expect, inject, test } from "vitest";
import type { UserId } from "#core/ids";
import { MINUTE_MS } from "#core/time";
import { finishSignIn, getProfile } from "#features/identity";
import { listMyWorkspaces, switchWorkspace, updateMember } from "#features/members";
import { forgetSessions } from "#features/sessions";
import { confirmTwoFactor, setUpTwoFactor } from "#features/two-factor";
import { getWorkspace, requireWorkspace } from "#features/workspaces";
import { clockNow, shiftClock } from "#platform/clock";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { auditActions } from "../../../tests/support/audit.ts";
import type { CrookedWay } from "../../../tests/support/oidc/crooked.ts";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  freshEmail,
  makePerson,
  withCookies,
} from "../../../tests/support/people.ts";
import {
  at,
  comeIn,
  followProvider,
  freshDomain,
  makeCompany,
  near,
  proveDomain,
  signedInBy,
  signOnInput,
} from "../../../tests/support/sign-on.ts";
import { stepAt, totpCode } from "../two-factor/totp.ts";
import {
  beginSignOn,
  finishSignOn,
  findAwaited,
  getSignOn,
  removeSignOn,
  setSignOn,
  testSignOn,
} from "./index.ts";

afterEach(() => shiftClock(0));

const crooked = (way: CrookedWay) => `${inject("providersUrl")}/crooked/${way}`;

async function makeOwner() {
  const owner = await makePerson({ plan: "business" });
  const domain = freshDomain();
  await proveDomain(owner.workspace.id, domain);
  return { ...owner, ctx: near(owner.ctx), domain };
}

/** A member of the workspace with an address of their own choice, signed in by password. */
async function makeMember(
  workspace: WorkspaceRef,
  email: string,
  role: WorkspaceRef["role"] = "member",
) {
  return await makePerson({ email, join: { ...workspace, role } });
}

const isIn = (ctx: Ctx, { id }: WorkspaceRef): boolean => ctx.workspace?.id === id;

test("a sign-on is set, read without its secret, changed and removed", async () => {
  const { ctx, domain, workspace } = await makeOwner();
  expect(await getSignOn(ctx)).toEqual({
    redirectUri: `${ctx.origin}/sign-in/company/callback/${workspace.id}`,
    provenDomains: [domain],
    signOn: null,
  });
  const made = await setSignOn(ctx, signOnInput(domain, { enabled: false }));
  expect(JSON.stringify(await getSignOn(ctx))).not.toContain("a-client-secret-of-the-tests");
  const { clientSecret: _, ...rest } = signOnInput(domain, { defaultRole: "viewer" });
  const changed = await setSignOn(ctx, rest);
  expect(changed).toMatchObject({ id: made.id, defaultRole: "viewer", enabled: true, people: 0 });
  expect(await setSignOn(ctx, rest)).toMatchObject({ id: made.id });
  await removeSignOn(ctx);
  await removeSignOn(ctx);
  expect((await getSignOn(ctx)).signOn).toBeNull();
  const sealed = await env.DB.prepare(
    "SELECT detail FROM audit_rows WHERE workspace_id = ? AND action LIKE 'sign-on.%'",
  )
    .bind(workspace.id)
    .all<{ detail: string | null }>();
  expect(sealed.results).toHaveLength(4);
  expect(JSON.stringify(sealed.results)).not.toContain("a-client-secret-of-the-tests");
});

test("only those set it who may, freshly proven, and in their own workspace", async () => {
  const company = await makeCompany();
  for (const role of ["member", "billing", "viewer"] as const) {
    const { ctx } = await makeMember(company.workspace, freshEmail(), role);
    const local = near(ctx);
    const refused = { slug: "forbidden" };
    await expect(setSignOn(local, signOnInput(company.domain))).rejects.toMatchObject(refused);
    await expect(getSignOn(local)).rejects.toMatchObject(refused);
    await expect(testSignOn(local)).rejects.toMatchObject(refused);
    await expect(removeSignOn(local)).rejects.toMatchObject(refused);
  }
  const stranger = await makeOwner();
  await removeSignOn(stranger.ctx);
  expect((await getSignOn(stranger.ctx)).signOn).toBeNull();
  expect((await getSignOn(company.ctx)).signOn).toMatchObject({ enabled: true });
  shiftClock(11 * MINUTE_MS);
  const stale = { slug: "reauthentication-required" };
  await expect(setSignOn(company.ctx, signOnInput(company.domain))).rejects.toMatchObject(stale);
  await expect(removeSignOn(company.ctx)).rejects.toMatchObject(stale);
});

test("a domain of another workspace, or of nobody, is refused", async () => {
  const [mine, other] = [await makeOwner(), await makeOwner()];
  for (const domain of [other.domain, freshDomain()]) {
    await expect(setSignOn(mine.ctx, signOnInput(domain))).rejects.toMatchObject({
      slug: "invalid-input",
      errors: [{ pointer: "/domains" }],
    });
  }
});

test("a secret is asked for at first and with another issuer, which never gets the old one", async () => {
  const { ctx, domain } = await makeOwner();
  const { clientSecret: _, ...bare } = signOnInput(domain);
  const asked = { slug: "invalid-input", errors: [{ pointer: "/clientSecret" }] };
  await expect(setSignOn(ctx, bare)).rejects.toMatchObject(asked);
  await setSignOn(ctx, signOnInput(domain));
  const elsewhere = { ...bare, issuer: crooked("honest") };
  await expect(setSignOn(ctx, elsewhere)).rejects.toMatchObject(asked);
});

test.each([
  ["no-pkce", "pkce", "no-pkce", "plain"],
  ["no-code", "code", "no-code", "id_token"],
  ["no-keys", "keys", "no-keys", null],
  ["other-name", "issuer", "other-name", `${crooked("other-name")}-else`],
  ["redirect", "answers", "redirect", "HTTP 302"],
  ["html", "answers", "not-openid", null],
  ["huge", "answers", "not-openid", null],
] as const)("a provider with %s is not switched on, and it is told why", async (...wrong) => {
  const [way, check, reason, found] = wrong;
  const { ctx, domain } = await makeOwner();
  const input = signOnInput(domain, { issuer: crooked(way) });
  await expect(setSignOn(ctx, input)).rejects.toMatchObject({
    slug: "invalid-input",
    errors: [{ pointer: "/issuer" }],
    extensions: { check, reason, found },
  });
  expect((await getSignOn(ctx)).signOn).toBeNull();
  await setSignOn(ctx, { ...input, enabled: false });
  const report = await testSignOn(ctx);
  expect(report.usable).toBe(false);
  expect(report.checks.at(-1)?.state === "failed" || report.checks.length > 2).toBe(true);
  expect(report.checks.find(({ state }) => state === "failed")).toMatchObject({
    check,
    reason,
    found,
  });
});

test("a test of a right provider finds nothing wrong, and of a silent one says what is unsaid", async () => {
  const { ctx, domain } = await makeOwner();
  await expect(testSignOn(ctx)).rejects.toMatchObject({ slug: "not-found" });
  await setSignOn(ctx, signOnInput(domain));
  const right = await testSignOn(ctx);
  expect(right.usable).toBe(true);
  expect(new Set(right.checks.map(({ state }) => state))).toEqual(new Set(["passed"]));
  await setSignOn(ctx, signOnInput(domain, { issuer: crooked("silent") }));
  const silent = await testSignOn(ctx);
  expect(silent.usable).toBe(true);
  expect(silent.checks).toContainEqual(
    expect.objectContaining({ check: "pkce", state: "unsaid", reason: null, found: null }),
  );
});

test("a provider that stalls is given up in time", { timeout: 20_000 }, async () => {
  const { ctx, domain } = await makeOwner();
  await setSignOn(ctx, signOnInput(domain, { issuer: crooked("stall"), enabled: false }));
  const report = await testSignOn(ctx);
  expect(report.checks).toMatchObject([{ check: "answers", state: "failed", reason: "timeout" }]);
});

test("an address in a private network is refused where the deployment does not let it", async () => {
  const { ctx, domain } = await makeOwner();
  const strict = { ...ctx, settings: { ...ctx.settings, webhookPrivateHosts: false } };
  for (const issuer of ["http://login.example.com", "https://127.0.0.1", "https://localhost"]) {
    const setting = setSignOn(strict, signOnInput(domain, { issuer, enabled: false }));
    await expect(setting).rejects.toMatchObject({
      slug: "url-refused",
      errors: [{ pointer: "/issuer" }],
    });
  }
});

test("enforcing needs it switched on, and nobody gives a role above their own", async () => {
  const company = await makeCompany();
  const off = signOnInput(company.domain, { enabled: false, enforced: true });
  await expect(setSignOn(company.ctx, off)).rejects.toMatchObject({
    slug: "invalid-input",
    errors: [{ pointer: "/enforced" }],
  });
  const owner = signOnInput(company.domain, { defaultRole: "owner" as "member" });
  await expect(setSignOn(company.ctx, owner)).rejects.toMatchObject({ slug: "invalid-input" });
});

test("the 21st change in a minute is refused", async () => {
  const { ctx, domain } = await makeOwner();
  const input = signOnInput(domain, { enabled: false });
  for (let i = 0; i < 20; i++) await setSignOn(ctx, input);
  await expect(setSignOn(ctx, input)).rejects.toMatchObject({ slug: "too-many-requests" });
});

test("where it is enforced, members of the domain come in by it alone; owners and guests as before", async () => {
  const company = await makeCompany();
  const { workspace, domain } = company;
  const colleague = await makeMember(workspace, `ann@${domain}`, "admin");
  const guest = await makeMember(workspace, freshEmail());
  expect(isIn(await ctxWith(colleague.cookie), workspace)).toBe(true);

  await setSignOn(company.ctx, signOnInput(domain, { enforced: true }));
  const barred = await ctxWith(colleague.cookie);
  expect(barred.workspace).toBeUndefined();
  expect(barred.actor).toMatchObject({ kind: "user", awaitsSignOn: workspace.id });
  expect(() => requireWorkspace(barred)).toThrow(
    expect.objectContaining({ slug: "sign-in-refused" }),
  );
  await expect(getWorkspace(barred, workspace.id)).rejects.toMatchObject({ slug: "not-found" });
  expect(await findAwaited(barred)).toBeTypeOf("string");
  expect((await getProfile(barred)).email).toBe(`ann@${domain}`);
  expect(isIn(await ctxWith(guest.cookie), workspace)).toBe(true);
  expect(isIn(await ctxWith(company.cookie), workspace)).toBe(true);

  await setSignOn(company.ctx, signOnInput(domain, { enforced: false }));
  expect(isIn(await ctxWith(colleague.cookie), workspace)).toBe(true);
});

/** Makes every session of the person one that another way in has made. */
async function forgetWayIn(userId: UserId): Promise<void> {
  await env.DB.prepare("UPDATE sessions SET sign_on_id = NULL WHERE user_id = ?")
    .bind(userId)
    .run();
  await forgetSessions(env, [userId]);
}

test("who waits comes in by the company, whose session takes the place of the one before", async () => {
  const company = await makeCompany({ enforced: true });
  const { email } = await at({ email: `ann@${company.domain}` });
  const ann = await signedInBy(comeIn(email));
  const cookie = cookieHeader(ann.setCookies);
  expect(isIn(await ctxWith(cookie), company.workspace)).toBe(true);
  await forgetWayIn(ann.userId);
  const barred = near(await ctxWith(cookie));
  expect(barred.workspace).toBeUndefined();
  const begun = await beginSignOn(barred, { next: "/credits" });
  const back = await followProvider(begun?.url ?? "");
  const finished = await finishSignOn(withCookies(barred, begun?.setCookies ?? []), back);
  expect(finished).toMatchObject({ kind: "entered", next: "/credits" });
  const fresh = finished.kind === "entered" ? finished.entered.setCookies : [];
  expect(isIn(await ctxWith(cookieHeader(fresh)), company.workspace)).toBe(true);
  expect((await ctxWith(cookie)).actor.kind).toBe("anonymous");
});

test("changing one's address does not lead around what is enforced", async () => {
  const company = await makeCompany({ enforced: true });
  const { email } = await at({ email: `ann@${company.domain}` });
  const ann = await signedInBy(comeIn(email));
  const change = env.DB.prepare("UPDATE users SET email = ? WHERE id = ?");
  await change.bind(freshEmail(), ann.userId).run();
  await forgetWayIn(ann.userId);
  const barred = await ctxWith(cookieHeader(ann.setCookies));
  expect(barred.actor).toMatchObject({ awaitsSignOn: company.workspace.id });
});

test("the second factor is asked of a colleague who has one, and the session is the company's", async () => {
  const company = await makeCompany({ enforced: true });
  const { email } = await at({ email: `ann@${company.domain}` });
  const ann = await signedInBy(comeIn(email));
  const own = await ctxWith(cookieHeader(ann.setCookies));
  const { secret } = await setUpTwoFactor(own);
  const { codes } = await confirmTwoFactor(own, {
    code: await totpCode(secret, stepAt(clockNow())),
  });
  const finished = await comeIn(email);
  if (finished.kind !== "entered" || finished.entered.kind !== "second-factor") {
    throw new Error("the second factor was not asked");
  }
  const browser = withCookies(near(anonymousCtx()), finished.entered.setCookies);
  const entered = await finishSignIn(browser, { code: codes[0] ?? "" });
  const inside = await ctxWith(cookieHeader(entered.setCookies));
  expect(isIn(inside, company.workspace)).toBe(true);
});

test("one's other workspaces stay open, and switching back asks again", async () => {
  const company = await makeCompany({ enforced: true });
  const ann = await makePerson({ email: `ann@${company.domain}` });
  await env.DB.prepare(
    "INSERT INTO memberships (workspace_id, user_id, role, created_at_ms) VALUES (?, ?, 'member', ?)",
  )
    .bind(company.workspace.id, ann.userId, clockNow() + 1)
    .run();
  await forgetSessions(env, [ann.userId]);
  const own = await ctxWith(ann.cookie);
  expect(isIn(own, ann.workspace)).toBe(true);
  const mine = await listMyWorkspaces(own);
  const [there, home] = [
    mine.find(({ id }) => id === company.workspace.id)?.slug ?? "",
    mine.find(({ id }) => id === ann.workspace.id)?.slug ?? "",
  ];
  await switchWorkspace(own, there);
  const barred = await ctxWith(ann.cookie);
  expect(barred.workspace).toBeUndefined();
  await switchWorkspace(barred, home);
  expect(isIn(await ctxWith(ann.cookie), ann.workspace)).toBe(true);
});

test("a role below the owner's lets nobody around it; a domain that is lost bars nobody", async () => {
  const company = await makeCompany({ enforced: true });
  const ann = await makeMember(company.workspace, `ann@${company.domain}`);
  await updateMember(company.ctx, ann.userId, { role: "admin" });
  expect((await ctxWith(ann.cookie)).workspace).toBeUndefined();
  await env.DB.prepare("UPDATE domains SET verified_at_ms = NULL WHERE domain = ?")
    .bind(company.domain)
    .run();
  await forgetSessions(env, [ann.userId]);
  expect(isIn(await ctxWith(ann.cookie), company.workspace)).toBe(true);
});

test("every change is audited", async () => {
  const company = await makeCompany();
  await testSignOn(company.ctx);
  await removeSignOn(company.ctx);
  const actions = await auditActions(company.userId);
  const own = actions.filter((action) => action.startsWith("sign-on."));
  expect(own).toEqual(["sign-on.set", "sign-on.tested", "sign-on.removed"]);
});

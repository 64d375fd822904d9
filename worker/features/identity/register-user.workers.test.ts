import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "#core/time";
import { getBalance } from "#features/credits";
import { shiftClock } from "#platform/clock";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  freshEmail,
  jobCtx,
  lastToken,
  mailedTokens,
  makePerson,
  register,
  withCookies,
} from "../../../tests/support/people.ts";
import { findRegistration, finishRegistration, getProfile, registerUser, signIn } from "./index.ts";
import { expireIdentityJob, identityJobs } from "./jobs.ts";

const password = "correct horse";

afterEach(() => shiftClock(0));

async function count(query: string, ...values: string[]): Promise<number> {
  const row = await env.DB.prepare(`SELECT count(*) AS n FROM ${query}`)
    .bind(...values)
    .first<{ n: number }>();
  return row?.n ?? -1;
}

test("registering makes nobody until the mailed link has proven the address", async () => {
  const email = freshEmail();
  await registerUser(anonymousCtx(), { email, password });
  expect(await count("users WHERE email = ?", email)).toBe(0);
  await expect(signIn(anonymousCtx(), { email, password })).rejects.toMatchObject({
    slug: "sign-in-failed",
  });
});

test("the link signs in to a personal workspace on the Free plan with its PT", async () => {
  const email = freshEmail();
  const made = await register(anonymousCtx(), { email: ` ${email.toUpperCase()} `, password });
  const ctx = await ctxWith(cookieHeader(made.setCookies));
  expect(ctx.actor).toMatchObject({ kind: "user", userId: made.userId, email });
  expect(ctx.workspace).toMatchObject(made.workspace);
  expect(made.workspace).toMatchObject({ plan: "free", role: "owner" });
  expect((await getBalance(ctx)).availableMicroPt).toBe(500_000_000);
  expect(await getProfile(ctx)).toMatchObject({ email, emailVerified: true, locale: "en" });
  expect(await mailedTokens(email, "welcome")).toHaveLength(1);
});

test("the session cookie is bound to the host, hidden from script and lasts thirty days", async () => {
  const made = await register(anonymousCtx(), { email: freshEmail(), password });
  expect(made.setCookies.find((one) => one.includes("-session="))).toMatch(
    /^__Host-selvedge-session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
});

test("user, workspace, membership, session, mail and audit rows come together or not at all", async () => {
  const email = freshEmail();
  await env.DB.exec(
    "CREATE TRIGGER no_membership BEFORE INSERT ON memberships BEGIN SELECT RAISE(ABORT, 'torn'); END",
  );
  const { setCookies } = await registerUser(anonymousCtx(), { email, password });
  const token = await lastToken(email, "verify");
  const ctx = withCookies(anonymousCtx(), setCookies);
  await expect(finishRegistration(ctx, { token })).rejects.toThrow(/torn/);
  await env.DB.exec("DROP TRIGGER no_membership");
  expect(await count("users WHERE email = ?", email)).toBe(0);
  const made = await finishRegistration(ctx, { token });
  expect(await count("credentials WHERE user_id = ?", made.userId)).toBe(1);
  expect(await count("memberships WHERE user_id = ?", made.userId)).toBe(1);
  expect(await count("registrations WHERE email = ?", email)).toBe(0);
  for (const action of ["user.registered", "workspace.created", "session.started"]) {
    expect(await count("audit_rows WHERE actor = ? AND action = ?", made.userId, action)).toBe(1);
  }
});

test("the link works once, and of five uses at the same time one makes the person", async () => {
  const email = freshEmail();
  const { setCookies } = await registerUser(anonymousCtx(), { email, password });
  const token = await lastToken(email, "verify");
  const ctx = withCookies(anonymousCtx(), setCookies);
  const outcomes = await Promise.allSettled(
    [1, 2, 3, 4, 5].map(() => finishRegistration({ ...ctx, outboxIds: [] }, { token })),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await count("users WHERE email = ?", email)).toBe(1);
  await expect(finishRegistration(ctx, { token })).rejects.toMatchObject({ slug: "link-expired" });
});

test("in another browser the link asks for the password that was chosen", async () => {
  const email = freshEmail();
  await registerUser(anonymousCtx(), { email, password });
  const token = await lastToken(email, "verify");
  const elsewhere = anonymousCtx();
  expect(await findRegistration(elsewhere, token)).toEqual({ email, asksPassword: true });
  await expect(finishRegistration(elsewhere, { token })).rejects.toMatchObject({
    slug: "sign-in-failed",
  });
  await expect(finishRegistration(elsewhere, { token, password })).resolves.toMatchObject({
    workspace: { role: "owner" },
  });
});

test("a stranger's registration with someone's address gives neither of them the account", async () => {
  const victim = freshEmail();
  const attacker = await registerUser(anonymousCtx(), {
    email: victim,
    password: "attacker's own",
  });
  const token = await lastToken(victim, "verify");
  // The owner follows the link, and does not know the password that the stranger chose.
  await expect(finishRegistration(anonymousCtx(), { token, password })).rejects.toMatchObject({
    slug: "sign-in-failed",
  });
  // The stranger's browser has the cookie and no link.
  const cookie = withCookies(anonymousCtx(), attacker.setCookies);
  await expect(finishRegistration(cookie, { token: "x".repeat(43) })).rejects.toMatchObject({
    slug: "link-expired",
  });
  expect(await count("users WHERE email = ?", victim)).toBe(0);
});

test("the eleventh password at one link in ten minutes is refused", async () => {
  const email = freshEmail();
  await registerUser(anonymousCtx(), { email, password });
  const token = await lastToken(email, "verify");
  for (let i = 0; i < 10; i++) {
    await expect(
      finishRegistration(anonymousCtx(), { token, password: "wrong" }),
    ).rejects.toMatchObject({ slug: "sign-in-failed" });
  }
  await expect(finishRegistration(anonymousCtx(), { token, password })).rejects.toMatchObject({
    slug: "too-many-requests",
  });
});

test("a link works for three days, and what waited in vain is forgotten", async () => {
  const email = freshEmail();
  const { setCookies } = await registerUser(anonymousCtx(), { email, password });
  const token = await lastToken(email, "verify");
  shiftClock(3 * DAY_MS + MINUTE_MS);
  const ctx = withCookies(anonymousCtx(), setCookies);
  await expect(finishRegistration(ctx, { token })).rejects.toMatchObject({ slug: "link-expired" });
  await expireIdentityJob(jobCtx());
  expect(await count("registrations WHERE email = ?", email)).toBe(0);
});

test("a known address gets the same answer, and its owner a mail, once a day", async () => {
  const { email } = await makePerson();
  const known = await registerUser(anonymousCtx(), { email, password: "another password" });
  await registerUser(anonymousCtx(), { email, password: "another password" });
  const unknown = await registerUser(anonymousCtx(), { email: freshEmail(), password });
  const shape = ({ setCookies }: { setCookies: string[] }) =>
    setCookies.map((one) => one.replace(/=[^;]+/, "=…"));
  expect(shape(known)).toEqual(shape(unknown));
  expect(await mailedTokens(email, "already-registered")).toHaveLength(1);
  expect(await mailedTokens(email, "verify")).toHaveLength(0);
  await expect(signIn(anonymousCtx(), { email, password })).resolves.toBeDefined();
});

test("an address that became somebody's meanwhile is not taken over by an older link", async () => {
  const email = freshEmail();
  const older = await registerUser(anonymousCtx(), { email, password: "the older one" });
  const token = await lastToken(email, "verify");
  const made = await makePerson({ email });
  await expect(
    finishRegistration(withCookies(anonymousCtx(), older.setCookies), { token }),
  ).rejects.toMatchObject({ slug: "already-exists" });
  expect(await count("users WHERE email = ?", email)).toBe(1);
  const signedIn = await signIn(anonymousCtx(), { email, password });
  expect(signedIn).toMatchObject({ kind: "signed-in", userId: made.userId });
});

test("one of the commonest passwords is refused, in any case of letters", async () => {
  for (const common of ["password1", "PassWord1", "qwertyuiop"]) {
    await expect(
      registerUser(anonymousCtx(), { email: freshEmail(), password: common }),
    ).rejects.toMatchObject({
      slug: "invalid-input",
      errors: [{ pointer: "/password" }],
      extensions: { reason: "password-common" },
    });
  }
});

test("every wrong member of the input is named", async () => {
  await expect(
    registerUser(anonymousCtx(), { email: "nobody", password: "short" }),
  ).rejects.toMatchObject({
    slug: "invalid-input",
    errors: [{ pointer: "/email" }, { pointer: "/password" }],
  });
});

test("of thirty-one registrations of a network in ten minutes one is refused", async () => {
  const tries = Array.from({ length: 31 }, async () => {
    const ctx = { ...anonymousCtx("busy-network"), outboxIds: [] };
    return await registerUser(ctx, { email: freshEmail(), password }).then(
      () => "ok",
      (problem: { slug: string }) => problem.slug,
    );
  });
  const slugs = await Promise.all(tries);
  expect(slugs.filter((slug) => slug === "ok")).toHaveLength(30);
  expect(slugs.filter((slug) => slug === "too-many-requests")).toHaveLength(1);
});

test("welcome PT that failed at once come by the queue, and only once", async () => {
  const made = await register(anonymousCtx(), { email: freshEmail(), password });
  const payload = {
    userId: made.userId,
    workspaceId: made.workspace.id,
    accountId: made.workspace.accountId,
    plan: "free" as const,
  };
  await identityJobs["identity.user-registered"]?.(jobCtx(), payload, "m1");
  await identityJobs["identity.user-registered"]?.(jobCtx(), payload, "m1");
  expect((await getBalance(made.ctx)).balanceMicroPt).toBe(500_000_000);
});

test("the first person of a deployment runs it, later ones do not", async () => {
  const rows = await env.DB.prepare("SELECT operator FROM users ORDER BY id").all<{
    operator: number;
  }>();
  expect(rows.results.map((row) => row.operator).reduce((sum, one) => sum + one, 0)).toBe(1);
});

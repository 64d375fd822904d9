import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { getBalance } from "#features/credits";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  freshEmail,
  jobCtx,
} from "../../../tests/support/people.ts";
import { getProfile, registerUser, signIn } from "./index.ts";
import { identityJobs } from "./jobs.ts";

const password = "correct horse";

async function count(query: string, ...values: string[]): Promise<number> {
  const row = await env.DB.prepare(`SELECT count(*) AS n FROM ${query}`)
    .bind(...values)
    .first<{ n: number }>();
  return row?.n ?? -1;
}

test("registering signs in to a personal workspace on the Free plan with its PT", async () => {
  const email = freshEmail();
  const made = await registerUser(anonymousCtx(), { email: ` ${email.toUpperCase()} `, password });
  const ctx = await ctxWith(cookieHeader(made.setCookies));
  expect(ctx.actor).toMatchObject({ kind: "user", userId: made.userId, email });
  expect(ctx.workspace).toMatchObject(made.workspace);
  expect(made.workspace).toMatchObject({ plan: "free", role: "owner" });
  expect((await getBalance(ctx)).availableMicroPt).toBe(500_000_000);
  expect(await getProfile(ctx)).toMatchObject({ email, emailVerified: false, locale: "en" });
});

test("the session cookie is bound to the host, hidden from script and lasts thirty days", async () => {
  const made = await registerUser(anonymousCtx(), { email: freshEmail(), password });
  expect(made.setCookies.find((one) => one.includes("session"))).toMatch(
    /^__Host-selvedge-session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
});

test("user, workspace, membership, session, link, mail and audit rows come together or not at all", async () => {
  const email = freshEmail();
  await env.DB.exec(
    "CREATE TRIGGER no_membership BEFORE INSERT ON memberships BEGIN SELECT RAISE(ABORT, 'torn'); END",
  );
  await expect(registerUser(anonymousCtx(), { email, password })).rejects.toThrow(/torn/);
  await env.DB.exec("DROP TRIGGER no_membership");
  expect(await count("users WHERE email = ?", email)).toBe(0);
  expect(await count("mails WHERE to_address = ?", email)).toBe(0);
  const made = await registerUser(anonymousCtx(), { email, password });
  expect(await count("credentials WHERE user_id = ?", made.userId)).toBe(1);
  expect(await count("memberships WHERE user_id = ?", made.userId)).toBe(1);
  expect(await count("verifications WHERE value = ?", made.userId)).toBe(1);
  expect(await count("mails WHERE to_address = ?", email)).toBe(1);
  for (const action of ["user.registered", "workspace.created", "session.started"]) {
    expect(await count("audit_rows WHERE actor = ? AND action = ?", made.userId, action)).toBe(1);
  }
});

test("a retry after a lost answer signs in to what the first try made", async () => {
  const email = freshEmail();
  const first = await registerUser(anonymousCtx(), { email, password });
  const again = await registerUser(anonymousCtx(), { email, password });
  expect(again.userId).toBe(first.userId);
  expect(again.workspace).toMatchObject(first.workspace);
  expect(await count("memberships WHERE user_id = ?", first.userId)).toBe(1);
});

test("of two registrations of one address at the same time one makes it", async () => {
  const email = freshEmail();
  const both = await Promise.all([
    registerUser(anonymousCtx(), { email, password }),
    registerUser(anonymousCtx(), { email, password }),
  ]);
  expect(both[0].userId).toBe(both[1].userId);
  expect(await count("users WHERE email = ?", email)).toBe(1);
});

test("a taken address is refused without touching its password, and its owner is told once a day", async () => {
  const email = freshEmail();
  await registerUser(anonymousCtx(), { email, password });
  for (const _try of [1, 2]) {
    await expect(
      registerUser(anonymousCtx(), { email, password: "another password" }),
    ).rejects.toMatchObject({ slug: "already-exists", errors: [{ pointer: "/email" }] });
  }
  const about = await count(
    "mails WHERE to_address = ? AND template = 'already-registered'",
    email,
  );
  expect(about).toBe(1);
  await expect(signIn(anonymousCtx(), { email, password })).resolves.toBeDefined();
});

test("every wrong member of the input is named", async () => {
  await expect(
    registerUser(anonymousCtx(), { email: "nobody", password: "short" }),
  ).rejects.toMatchObject({
    slug: "invalid-input",
    errors: [{ pointer: "/email" }, { pointer: "/password" }],
  });
});

test("the thirty-first registration of a network in ten minutes is refused", async () => {
  const slugs = [];
  for (let i = 0; i < 31; i++) {
    const attempt = registerUser(anonymousCtx("busy-network"), { email: freshEmail(), password });
    slugs.push(
      await attempt.then(
        () => "ok",
        (problem: { slug: string }) => problem.slug,
      ),
    );
  }
  expect(slugs.slice(0, 30).every((slug) => slug === "ok")).toBe(true);
  expect(slugs[30]).toBe("too-many-requests");
});

test("welcome PT that failed at once come by the queue, and only once", async () => {
  const made = await registerUser(anonymousCtx(), { email: freshEmail(), password });
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

import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { DAY_MS } from "#core/time";
import { getBalance } from "#features/credits";
import { shiftClock } from "#platform/clock";
import {
  anonymousCtx,
  cookieHeader,
  ctxWith,
  freshEmail,
  makePerson,
  register,
  signInFully,
} from "../../../tests/support/people.ts";
import { ensureVisitor } from "./index.ts";

const password = "correct horse";

afterEach(() => shiftClock(0));

async function newVisitor() {
  const made = await ensureVisitor(anonymousCtx());
  const cookie = cookieHeader(made.setCookies);
  return { ...made, cookie, visit: () => ctxWith(cookie) };
}

async function adoptionsOf(visitorWorkspaceId: string) {
  const row = await env.DB.prepare("SELECT * FROM visitors WHERE workspace_id = ?")
    .bind(visitorWorkspaceId)
    .first<{ id: string; adopted_by_workspace_id: string | null }>();
  const messages = await env.DB.prepare(
    "SELECT payload FROM outbox WHERE type = 'identity.visitor-adopted' AND json_extract(payload, '$.visitorId') = ?",
  )
    .bind(row?.id ?? "")
    .all<{ payload: string }>();
  return { row, messages: messages.results };
}

test("a visitor gets a workspace, an account with 25 PT and a cookie, and is known by it", async () => {
  const { setCookies, workspace, visit } = await newVisitor();
  expect(setCookies).toEqual([
    expect.stringMatching(
      /^__Host-selvedge-visitor=[^;]+; Max-Age=15552000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ]);
  const ctx = await visit();
  expect(ctx.actor.kind).toBe("visitor");
  expect(ctx.workspace).toMatchObject(workspace);
  expect((await getBalance(ctx)).availableMicroPt).toBe(25_000_000);
});

test("a known visitor and a signed-in person stay who they are", async () => {
  const { visit, workspace } = await newVisitor();
  expect(await ensureVisitor(await visit())).toMatchObject({ workspace, setCookies: [] });
  const person = await makePerson();
  expect(await ensureVisitor(person.ctx)).toMatchObject({
    workspace: person.workspace,
    setCookies: [],
  });
});

test("the eleventh new visitor of a network in a day is refused, others are not", async () => {
  for (let i = 0; i < 10; i++) await ensureVisitor(anonymousCtx("one-network"));
  await expect(ensureVisitor(anonymousCtx("one-network"))).rejects.toMatchObject({
    slug: "quota-reached",
  });
  await expect(ensureVisitor(anonymousCtx("another-network"))).resolves.toBeDefined();
  shiftClock(DAY_MS + 1_000);
  await expect(ensureVisitor(anonymousCtx("one-network"))).resolves.toBeDefined();
});

test("a visitor cookie of another deployment is nobody, and is taken back", async () => {
  const { cookie } = await newVisitor();
  const forged = cookie.replace(/.{12}$/, "AAAAAAAAAAA%3D");
  const ctx = await ctxWith(forged);
  expect(ctx.actor.kind).toBe("anonymous");
});

test("registering adopts the visitor, takes the cookie back and ends the visitor", async () => {
  const { visit, workspace } = await newVisitor();
  const made = await register(await visit(), { email: freshEmail(), password });
  expect(made.setCookies.at(-1)).toMatch(/^__Host-selvedge-visitor=; Max-Age=0; /);
  expect(made.adopted).toMatchObject({
    fromWorkspaceId: workspace.id,
    toWorkspaceId: made.workspace.id,
  });
  expect((await visit()).actor.kind).toBe("anonymous");
  const { row, messages } = await adoptionsOf(workspace.id);
  expect(row?.adopted_by_workspace_id).toBe(made.workspace.id);
  expect(messages).toHaveLength(1);
});

test("of five people signing in at once in one browser exactly one adopts the visitor", async () => {
  const { visit, workspace } = await newVisitor();
  const people = await Promise.all([1, 2, 3, 4, 5].map(() => makePerson()));
  const ctx = await visit();
  const results = await Promise.all(
    people.map(({ email }) => signInFully({ ...ctx, outboxIds: [] }, { email, password })),
  );
  const winners = results.filter((result) => result.adopted !== undefined);
  expect(winners).toHaveLength(1);
  const { row, messages } = await adoptionsOf(workspace.id);
  expect(row?.adopted_by_workspace_id).toBe(winners[0]?.workspace.id);
  expect(messages).toHaveLength(1);
});

test("the same person signing in in five tabs adopts once, and each tab learns what it got", async () => {
  const { visit, workspace } = await newVisitor();
  const { email } = await makePerson();
  const ctx = await visit();
  const first = await signInFully(ctx, { email, password });
  const results = await Promise.all(
    [1, 2, 3, 4].map(() => signInFully({ ...ctx, outboxIds: [] }, { email, password })),
  );
  for (const result of results) expect(result.adopted).toEqual(first.adopted);
  expect((await adoptionsOf(workspace.id)).messages).toHaveLength(1);
});

test("a crash while adopting leaves the visitor free, and the next sign-in adopts", async () => {
  const { visit, workspace } = await newVisitor();
  const { email } = await makePerson();
  await env.DB.exec(
    "CREATE TRIGGER torn_adoption BEFORE INSERT ON outbox WHEN NEW.type = 'identity.visitor-adopted' BEGIN SELECT RAISE(ABORT, 'torn'); END",
  );
  await expect(signInFully(await visit(), { email, password })).rejects.toThrow(/torn/);
  await env.DB.exec("DROP TRIGGER torn_adoption");
  expect((await adoptionsOf(workspace.id)).row?.adopted_by_workspace_id).toBeNull();
  const signedIn = await signInFully(await visit(), { email, password });
  expect((await adoptionsOf(workspace.id)).row?.adopted_by_workspace_id).toBe(
    signedIn.workspace.id,
  );
});

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { DAY_MS } from "#core/time";
import { createApiKey, listApiKeys } from "#features/api-keys";
import { addDocument, createConversation } from "#features/chat";
import { grantPt } from "#features/credits";
import { updateProfile } from "#features/identity";
import { setAvatar } from "#features/profiles";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { databaseTables, tableColumns } from "../../../tests/support/database.ts";
import { anonymousCtx, ctxWith, jobCtx, makePerson } from "../../../tests/support/people.ts";
import { png } from "../../../tests/support/pictures.ts";
import { requestExport } from "#features/exports";
import { continueDeletion, sweepDeletions } from "./continue-deletion.ts";
import { findDeletion, listObstacles, requestDeletion, withdrawDeletion } from "./index.ts";

// The first person of a deployment is its operator; the tests want people who are not.
const operator = await makePerson();

type Person = Awaited<ReturnType<typeof makePerson>>;

const at = (ctx: Ctx, laterMs: number): Ctx => ({
  ...ctx,
  clock: { now: () => Date.now() + laterMs },
});

const afterGrace = () => at(jobCtx(), 15 * DAY_MS);

const tables = await Promise.all(
  (await databaseTables()).map(async (name) => ({ name, columns: await tableColumns(name) })),
);

/** Every row of the whole database as one text, and every object of the bucket. */
async function everything(): Promise<{ place: string; text: string }[]> {
  const found: { place: string; text: string }[] = [];
  const queries = tables.map(({ name, columns }) => {
    const texts = columns.map((column) => `coalesce(cast("${column}" AS TEXT), '')`);
    return env.DB.prepare(`SELECT ${texts.join(" || char(10) || ")} AS text FROM "${name}"`);
  });
  const answers = await env.DB.batch<{ text: string }>(queries);
  for (const [index, { results }] of answers.entries()) {
    const place = tables[index]?.name ?? "";
    found.push(...results.map(({ text }) => ({ place, text })));
  }
  for (const { key } of (await env.BUCKET.list()).objects) {
    found.push({
      place: key,
      text: `${key}\n${(await (await env.BUCKET.get(key))?.text()) ?? ""}`,
    });
  }
  return found;
}

/** Where one of the words stands. */
async function placesOf(words: string[]): Promise<string[]> {
  const places = new Set<string>();
  for (const { place, text } of await everything()) {
    for (const word of words) {
      if (text.toLowerCase().includes(word.toLowerCase())) places.add(`${place}: ${word}`);
    }
  }
  return [...places];
}

test("after the grace nothing of the person is left anywhere, and the ledger's amounts are", async () => {
  const person = await makePerson({
    email: "zz-vanishing@example.com",
    name: "Zephyrine Vanishing",
  });
  const { ctx, userId, workspace } = person;
  await grantPt(jobCtx(), {
    accountId: workspace.accountId,
    amountMicroPt: 5_000_000,
    kind: "promo",
    key: `promo:${userId}`,
  });
  await updateProfile(ctx, { name: "Zephyrine Vanishing", timeZone: "Pacific/Chatham" });
  await createConversation(ctx, { title: "Quixotic zugzwang" });
  await addDocument(ctx, {
    name: "flummoxed.txt",
    contentType: "text/plain",
    bytes: new TextEncoder().encode("The sphinx of black quartz judges."),
  });
  await setAvatar(
    ctx,
    png(8, 8, () => [1, 2, 3, 255]),
  );
  await createApiKey(ctx, { name: "Perspicacious key", scopes: ["read"] });
  await requestExport(ctx);
  const words = [
    "zz-vanishing",
    "Zephyrine",
    "Quixotic zugzwang",
    "flummoxed",
    "sphinx of black quartz",
    "Perspicacious",
    "Pacific/Chatham",
  ];
  expect((await placesOf(words)).length).toBeGreaterThanOrEqual(words.length);
  const before = await ledgerOf(env, workspace.accountId).dump();

  await requestDeletion(ctx, { confirm: "zz-vanishing@example.com" });
  await continueDeletion(afterGrace(), userId);
  expect(await placesOf(words)).toEqual([]);
  expect(await findDeletion(jobCtx(), userId)).toMatchObject({ state: "erased" });
  const { results } = await env.DB.prepare("SELECT name, email FROM users WHERE id = ?")
    .bind(userId)
    .all();
  expect(results).toEqual([{ name: "", email: `deleted-${userId.toLowerCase()}@deleted.invalid` }]);
  expect(await ledgerOf(env, workspace.accountId).dump()).toEqual(before);
});

test("an erasure that is cut short after any step, or done twice at once, ends the same", async () => {
  const person = await makePerson({ email: "yy-halting@example.com", name: "Yvaine Halting" });
  const { ctx, userId } = person;
  for (let n = 0; n < 3; n++) await createConversation(ctx, { title: `Yttrium ${n}` });
  await requestDeletion(ctx, { confirm: person.email });
  for (let steps = 0; steps < 6; steps++) await continueDeletion(afterGrace(), userId, 1);
  const failing = new Proxy(env.BUCKET, {
    get: (target, name) => {
      if (name === "list") return () => Promise.reject(new Error("the process was killed"));
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  await continueDeletion({ ...afterGrace(), bucket: failing }, userId).catch(() => undefined);
  await Promise.all([
    continueDeletion(afterGrace(), userId),
    continueDeletion(afterGrace(), userId),
  ]);
  await continueDeletion(afterGrace(), userId);
  expect(await placesOf(["yy-halting", "Yvaine", "Yttrium"])).toEqual([]);
});

test("within the grace signing in brings the account back, whole", async () => {
  const { ctx, userId, email } = await makePerson();
  const conversation = await createConversation(ctx, { title: "Kept" });
  await requestDeletion(ctx, { confirm: email });
  await continueDeletion(at(jobCtx(), 13 * DAY_MS), userId);
  expect(await sweepDeletions(at(jobCtx(), 13 * DAY_MS))).toBe(0);
  await withdrawDeletion(ctx);
  await withdrawDeletion(ctx);
  expect(await findDeletion(ctx, userId)).toBeUndefined();
  await continueDeletion(afterGrace(), userId);
  const kept = await env.DB.prepare("SELECT title FROM conversations WHERE id = ?")
    .bind(conversation.id)
    .first();
  expect(kept).toEqual({ title: "Kept" });
});

test("sessions and API keys end at once, and a repeat answers with the first date", async () => {
  const { ctx, email, cookie } = await makePerson();
  await createApiKey(ctx, { name: "k", scopes: ["read"] });
  const first = await requestDeletion(ctx, { confirm: ` ${email.toUpperCase()} ` });
  expect(first.dueAtMs - first.requestedAtMs).toBe(14 * DAY_MS);
  expect((await ctxWith(cookie)).actor.kind).toBe("anonymous");
  const keys = await listApiKeys(ctx);
  expect(keys.every(({ revokedAtMs }) => revokedAtMs !== null)).toBe(true);
  expect(await requestDeletion(at(ctx, DAY_MS), { confirm: "" })).toEqual(first);
});

test("another address than the account's deletes nothing", async () => {
  const [ada, bob] = [await makePerson(), await makePerson()];
  await expect(requestDeletion(ada.ctx, { confirm: bob.email })).rejects.toMatchObject({
    slug: "invalid-input",
  });
  expect(await findDeletion(ada.ctx, ada.userId)).toBeUndefined();
  expect(await findDeletion(bob.ctx, bob.userId)).toBeUndefined();
});

test("the only owner of a workspace with members, and the only operator, cannot go", async () => {
  const owner = await makePerson();
  await makePerson({ join: { ...owner.workspace, role: "member" } });
  expect((await listObstacles(owner.ctx)).workspaces).toHaveLength(1);
  await expect(requestDeletion(owner.ctx, { confirm: owner.email })).rejects.toMatchObject({
    slug: "conflict",
  });
  await expect(requestDeletion(operator.ctx, { confirm: operator.email })).rejects.toMatchObject({
    slug: "conflict",
  });
});

test("what a member wrote in a team stays with the team, without their name", async () => {
  const owner = await makePerson();
  const member: Person = await makePerson({
    name: "Xanthippe Leaving",
    email: "xx-leaving@example.com",
    join: { ...owner.workspace, role: "member" },
  });
  const conversation = await createConversation(member.ctx, { title: "Of the team" });
  await requestDeletion(member.ctx, { confirm: member.email });
  await continueDeletion(afterGrace(), member.userId);
  expect(await placesOf(["xx-leaving", "Xanthippe"])).toEqual([]);
  const kept = await env.DB.prepare("SELECT title FROM conversations WHERE id = ?")
    .bind(conversation.id)
    .first();
  expect(kept).toEqual({ title: "Of the team" });
});

test("nobody else is touched", async () => {
  const [ada, bob] = [await makePerson(), await makePerson({ name: "Bartholomew" })];
  await createConversation(bob.ctx, { title: "Bob's own" });
  const words = ["Bartholomew", bob.email, "Bob's own"];
  const before = (await placesOf(words)).toSorted();
  await requestDeletion(ada.ctx, { confirm: ada.email });
  await continueDeletion(afterGrace(), ada.userId);
  expect((await placesOf(words)).toSorted()).toEqual(before);
});

test("nobody deletes without signing in, and only jobs erase", async () => {
  const { ctx, userId } = await makePerson();
  await expect(requestDeletion(anonymousCtx(), { confirm: "" })).rejects.toMatchObject({
    slug: "unauthorized",
  });
  await expect(continueDeletion(ctx, userId)).rejects.toMatchObject({ slug: "forbidden" });
});

import { and, eq, inArray } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditRows } from "#platform/audit.tables";
import type { Ctx } from "#platform/ctx";
import { users } from "#features/identity/tables";
import { ctxWith, freshEmail, jobCtx, makePerson } from "../../../tests/support/people.ts";
import { listOperatorViews, nameOperator, removeOperator } from "./index.ts";

let first: Awaited<ReturnType<typeof makePerson>>;
let operator: Ctx;

beforeAll(async () => {
  // The first person of a deployment runs it.
  first = await makePerson();
});

beforeEach(async () => {
  await jobCtx().db.update(users).set({ operator: false });
  await jobCtx().db.update(users).set({ operator: true }).where(eq(users.id, first.userId));
  operator = await ctxWith(first.cookie);
});

const emails = async () => (await listOperatorViews(operator)).map(({ email }) => email);

async function audited(userId: string): Promise<string[]> {
  const rows = await jobCtx()
    .db.select({ action: auditRows.action })
    .from(auditRows)
    .where(
      and(
        eq(auditRows.target, userId),
        inArray(auditRows.action, ["operator.named", "operator.removed"]),
      ),
    )
    .orderBy(auditRows.id);
  return rows.map(({ action }) => action);
}

describe("a second operator", () => {
  test("is named by their address and acts at their next request, and no more when removed", async () => {
    const person = await makePerson();
    await expect(listOperatorViews(person.ctx)).rejects.toMatchObject({ slug: "forbidden" });
    await nameOperator(operator, { email: person.email });
    await nameOperator(operator, { email: person.email });
    const named = await ctxWith(person.cookie);
    expect(await listOperatorViews(named)).toMatchObject([
      { email: first.email, isYou: false },
      { email: person.email, isYou: true },
    ]);
    await removeOperator(operator, person.userId);
    const removed = await ctxWith(person.cookie);
    await expect(listOperatorViews(removed)).rejects.toMatchObject({ slug: "forbidden" });
    expect(await audited(person.userId)).toEqual(["operator.named", "operator.removed"]);
  });

  test("is somebody who has an account and confirmed the address", async () => {
    await expect(nameOperator(operator, { email: freshEmail() })).rejects.toMatchObject({
      slug: "not-found",
    });
    const person = await makePerson();
    await jobCtx()
      .db.update(users)
      .set({ emailVerified: false })
      .where(eq(users.id, person.userId));
    await expect(nameOperator(operator, { email: person.email })).rejects.toMatchObject({
      slug: "not-found",
    });
    await expect(nameOperator(operator, { email: "nobody" })).rejects.toMatchObject({
      slug: "invalid-input",
    });
  });

  test("is named and removed by operators only", async () => {
    const person = await makePerson();
    await expect(nameOperator(person.ctx, { email: person.email })).rejects.toMatchObject({
      slug: "forbidden",
    });
    await expect(removeOperator(person.ctx, first.userId)).rejects.toMatchObject({
      slug: "forbidden",
    });
    expect(await emails()).toEqual([first.email]);
  });
});

describe("the last operator", () => {
  test("stays, whoever asks", async () => {
    await expect(removeOperator(operator, first.userId)).rejects.toMatchObject({
      slug: "conflict",
    });
    expect(await emails()).toEqual([first.email]);
  });

  test("is left of two who remove each other at once", async () => {
    const person = await makePerson();
    await nameOperator(operator, { email: person.email });
    const other = await ctxWith(person.cookie);
    const outcomes = await Promise.allSettled([
      removeOperator(operator, person.userId),
      removeOperator(other, first.userId),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await listOperatorViews(jobCtx())).toHaveLength(1);
  });

  test("who is no operator cannot be removed", async () => {
    const person = await makePerson();
    await expect(removeOperator(operator, person.userId)).rejects.toMatchObject({
      slug: "not-found",
    });
    await expect(removeOperator(operator, "user_none")).rejects.toMatchObject({
      slug: "not-found",
    });
  });
});

test("there are fifty operators at most", async () => {
  const { db } = jobCtx();
  const people = await db.select({ id: users.id }).from(users);
  const now = Date.now();
  const more = Array.from({ length: 50 - people.length }, (_none, index) => ({
    id: `user_filler${index}` as (typeof first)["userId"],
    name: "Filler",
    email: `filler-${index}@example.com`,
    emailVerified: true,
    locale: "en" as const,
    createdAt: new Date(now),
    updatedAt: new Date(now),
  }));
  for (const row of more) await db.insert(users).values(row);
  const person = await makePerson();
  await db.update(users).set({ operator: true });
  await db.update(users).set({ operator: false }).where(eq(users.id, person.userId));
  await expect(nameOperator(operator, { email: person.email })).rejects.toMatchObject({
    slug: "limit-reached",
  });
});

import { expect, test } from "vitest";
import { and, eq } from "drizzle-orm";
import {
  anonymousCtx,
  ctxWith,
  freshEmail,
  makePerson,
  register,
} from "../../../tests/support/people.ts";
import {
  acceptDocuments,
  getConsents,
  honourPrivacyControl,
  listOutstanding,
  updateConsents,
} from "./index.ts";
import { outstandingOf } from "./schema.ts";
import { consents } from "./tables.ts";

// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

type Person = Awaited<ReturnType<typeof makePerson>>;

/** As if the terms had been another version when the person registered. */
async function hadOlderTerms({ ctx, userId }: Person): Promise<void> {
  await ctx.db
    .update(consents)
    .set({ version: "2020-01-01" })
    .where(and(eq(consents.userId, userId), eq(consents.kind, "terms")));
}

test("who registers accepts both documents in the versions of that day", async () => {
  const { ctx, userId } = await register(anonymousCtx(), {
    email: freshEmail(),
    password: "correct horse battery",
  });
  expect(await listOutstanding(ctx, userId)).toEqual([]);
  const { history } = await getConsents(ctx);
  const recorded = history.map(({ kind, given, how }) => `${kind} ${given} ${how}`);
  expect(recorded.toSorted()).toEqual(["privacy true registration", "terms true registration"]);
});

test("a changed document is asked about again, once, and the older acceptance stays on record", async () => {
  const person = await makePerson();
  const { ctx, userId } = person;
  await hadOlderTerms(person);
  expect(await listOutstanding(ctx, userId)).toEqual(["terms"]);
  await acceptDocuments(ctx);
  await acceptDocuments(ctx);
  expect(await listOutstanding(ctx, userId)).toEqual([]);
  const { actor } = await ctxWith(person.cookie);
  expect(actor.kind === "user" && outstandingOf(actor.accepted ?? [])).toEqual([]);
  const terms = (await getConsents(ctx)).history.filter(({ kind }) => kind === "terms");
  expect(terms.map(({ how }) => how).toSorted()).toEqual(["asked-again", "seed"]);
  expect(terms.map(({ version }) => version)).toContain("2020-01-01");
});

test("a choice is recorded with its withdrawal, and a repeat records nothing", async () => {
  const { ctx } = await makePerson();
  await updateConsents(ctx, { marketing: true });
  await updateConsents(ctx, { marketing: true });
  const state = await updateConsents(ctx, { marketing: false, noSale: false });
  expect(state).toMatchObject({ marketing: false, noSale: false });
  const given = state.history.filter(({ kind }) => kind === "marketing").map((one) => one.given);
  expect(new Set(given)).toEqual(new Set([false, true]));
  expect(given).toHaveLength(2);
});

test("Global Privacy Control counts as an objection, until the person says otherwise", async () => {
  const { ctx } = await makePerson();
  await honourPrivacyControl(ctx);
  await honourPrivacyControl(ctx);
  const state = await getConsents(ctx);
  expect(state.noSale).toBe(true);
  expect(state.history.filter(({ how }) => how === "gpc")).toHaveLength(1);
  await updateConsents(ctx, { noSale: false });
  await honourPrivacyControl(ctx);
  expect((await getConsents(ctx)).noSale).toBe(false);
});

test("consents are their person's, and nobody decides without signing in", async () => {
  const [ada, bob] = [await makePerson(), await makePerson()];
  await updateConsents(ada.ctx, { marketing: true });
  expect((await getConsents(bob.ctx)).marketing).toBe(false);
  const refused = { slug: "unauthorized" };
  await expect(updateConsents(anonymousCtx(), { marketing: true })).rejects.toMatchObject(refused);
  await expect(acceptDocuments(anonymousCtx())).rejects.toMatchObject(refused);
  const key = {
    ...ada.ctx,
    actor: {
      kind: "api-key" as const,
      keyId: "key_1" as const,
      userId: ada.userId,
      operator: false,
      scopes: ["write" as const],
      models: undefined,
      budgetMicroPt: undefined,
    },
  };
  await expect(updateConsents(key, { marketing: false })).rejects.toMatchObject({
    slug: "forbidden",
  });
});

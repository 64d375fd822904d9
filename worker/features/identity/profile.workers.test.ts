import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Ctx } from "#platform/ctx";
import { anonymousCtx, jobCtx, makePerson } from "../../../tests/support/people.ts";
import { createVerifiedUser, getProfile, updateProfile } from "./index.ts";

function withKey(ctx: Ctx, userId: Parameters<typeof asKey>[0]): Ctx {
  return { ...ctx, actor: asKey(userId) };
}

function asKey(userId: Awaited<ReturnType<typeof makePerson>>["userId"]): Ctx["actor"] {
  return {
    kind: "api-key",
    keyId: "key_1",
    userId,
    operator: false,
    scopes: ["read"],
    models: undefined,
    budgetMicroPt: undefined,
  };
}

test("name, language and theme change, and only those given", async () => {
  const { ctx } = await makePerson({ name: "Ada" });
  await updateProfile(ctx, { theme: "dark", locale: "ar" });
  expect(await updateProfile(ctx, { name: "  Ada L.  " })).toMatchObject({
    name: "Ada L.",
    locale: "ar",
    theme: "dark",
  });
});

test("a profile is its owner's: nobody else's is touched", async () => {
  const ada = await makePerson({ name: "Ada" });
  const bob = await makePerson({ name: "Bob" });
  await updateProfile(ada.ctx, { name: "Changed" });
  expect((await getProfile(bob.ctx)).name).toBe("Bob");
});

test("an API key reads the profile and cannot change it; nobody does neither", async () => {
  const { ctx, userId, email } = await makePerson();
  expect(await getProfile(withKey(ctx, userId))).toMatchObject({ email });
  await expect(updateProfile(withKey(ctx, userId), { name: "x" })).rejects.toMatchObject({
    slug: "forbidden",
  });
  await expect(getProfile(anonymousCtx())).rejects.toMatchObject({ slug: "unauthorized" });
  await expect(updateProfile(anonymousCtx(), {})).rejects.toMatchObject({ slug: "unauthorized" });
});

test.each([
  ["an empty name", { name: " " }],
  ["a name with a line break in it", { name: "Ada\nBcc: x" }],
  ["a name of 81 characters", { name: "x".repeat(81) }],
  ["a language the product does not speak", { locale: "tlh" }],
])("%s is refused", async (_what, input) => {
  const { ctx } = await makePerson();
  await expect(
    updateProfile(ctx, input as Parameters<typeof updateProfile>[1]),
  ).rejects.toMatchObject({ slug: "invalid-input" });
});

test("a seeded person is verified, signed in and without a mail; others may not seed", async () => {
  const person = await makePerson({ plan: "pro" });
  expect(await getProfile(person.ctx)).toMatchObject({ emailVerified: true });
  expect(person.workspace.plan).toBe("pro");
  const mails = await env.DB.prepare("SELECT count(*) AS n FROM mails WHERE to_address = ?")
    .bind(person.email)
    .first<{ n: number }>();
  expect(mails?.n).toBe(0);
  const input = { email: "new@example.com", password: "x" };
  const other = await makePerson();
  await expect(createVerifiedUser(other.ctx, input)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(createVerifiedUser(anonymousCtx(), input)).rejects.toMatchObject({
    slug: "unauthorized",
  });
});

test("seeding an address twice is refused and makes nothing more", async () => {
  const person = await makePerson();
  await expect(
    createVerifiedUser(jobCtx(), { email: person.email, password: "other" }),
  ).rejects.toMatchObject({ slug: "already-exists" });
});

test("a seeded person can join a workspace in a role", async () => {
  const owner = await makePerson();
  const join = { ...owner.workspace, role: "member" as const };
  const member = await makePerson({ join });
  expect(member.ctx.workspace).toMatchObject(join);
});

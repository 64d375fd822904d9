import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { isProblem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { answerJoinRequest, listJoinRequests } from "#features/domains";
import { createTeam, listMembers } from "#features/members";
import { forgetSessions } from "#features/sessions";
import { planRow } from "#features/workspaces";
import { shiftClock } from "#platform/clock";
import type { Ctx, Plan } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { ctxWith, freshEmail, makePerson } from "../../../tests/support/people.ts";
import {
  acceptInvitation,
  askInstead,
  createInvitation,
  declineInvitation,
  getHeldInvitation,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from "./index.ts";

await makePerson();

afterEach(() => shiftClock(0));

async function makeTeam(plan: Plan): Promise<Ctx> {
  const person = await makePerson();
  const team = await createTeam(person.ctx, { name: "Acme" });
  await runBatch(person.ctx.db, [planRow(person.ctx, team.id, { plan })]);
  await forgetSessions(env, [person.userId]);
  return await ctxWith(person.cookie);
}

async function mailedTokens(email: string): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT data FROM mails WHERE to_address = ? AND template = 'invitation' ORDER BY id",
  )
    .bind(email)
    .all<{ data: string }>();
  return results.map(({ data }) => {
    const { url } = JSON.parse(data) as { url: string };
    return url.slice(url.lastIndexOf("/") + 1);
  });
}

const slugOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return "done";
  } catch (error) {
    if (isProblem(error)) return error.slug;
    throw error;
  }
};

test("a mailed invitation lets in whom it was mailed to, once, and nobody else", async () => {
  const owner = await makeTeam("business");
  const email = freshEmail();
  await createInvitation(owner, { email, role: "viewer" });
  const [token = ""] = await mailedTokens(email);
  const stranger = await makePerson();
  await expect(acceptInvitation(stranger.ctx, token)).rejects.toMatchObject({ slug: "forbidden" });
  const invited = await makePerson({ email });
  await acceptInvitation(invited.ctx, token);
  await acceptInvitation(invited.ctx, token);
  expect((await ctxWith(invited.cookie)).workspace).toMatchObject({
    id: owner.workspace?.id,
    role: "viewer",
  });
  expect(await listInvitations(owner)).toMatchObject([{ state: "accepted", uses: 1 }]);
});

test("who holds one for another address asks to be let in with theirs, once", async () => {
  const owner = await makeTeam("business");
  const { token } = await createInvitation(owner, { email: freshEmail(), role: "admin" });
  const link = await createInvitation(owner, { role: "viewer" });
  const { ctx, userId } = await makePerson();
  expect(await slugOf(askInstead(ctx, link.token))).toBe("conflict");
  await askInstead(ctx, token);
  await askInstead(ctx, token);
  expect(await listJoinRequests(owner)).toMatchObject([{ userId, role: "viewer" }]);
  await answerJoinRequest(owner, userId, { accept: true });
  expect(await slugOf(askInstead(ctx, token))).toBe("conflict");
  const [, invitation] = await listInvitations(owner);
  await revokeInvitation(owner, invitation?.id ?? "");
  const late = await makePerson();
  expect(await slugOf(askInstead(late.ctx, token))).toBe("link-expired");
});

test("who has not confirmed their address asks for nothing, and nobody hears of them", async () => {
  const owner = await makeTeam("business");
  const { token } = await createInvitation(owner, { email: freshEmail(), role: "viewer" });
  const { ctx, userId } = await makePerson({ email: `ceo-${freshEmail()}` });
  const confirmed = async (value: 0 | 1) => {
    await env.DB.prepare("UPDATE users SET email_verified = ? WHERE id = ?")
      .bind(value, userId)
      .run();
  };
  await confirmed(0);
  expect(await slugOf(askInstead(ctx, token))).toBe("forbidden");
  expect(await listJoinRequests(owner)).toEqual([]);
  await confirmed(1);
  await askInstead(ctx, token);
  expect(await listJoinRequests(owner)).toMatchObject([{ userId }]);
});

test("who comes too late, or as one too many, asks; to who was told no nobody listens", async () => {
  const owner = await makeTeam("business");
  const { token: old } = await createInvitation(owner, { role: "viewer", expiresInDays: 1 });
  const { token: full } = await createInvitation(owner, { role: "viewer", usesMax: 1 });
  const { token: declined } = await createInvitation(owner, {
    email: freshEmail(),
    role: "viewer",
  });
  const [first, second, third] = [await makePerson(), await makePerson(), await makePerson()];
  await acceptInvitation(first.ctx, full);
  await declineInvitation(third.ctx, declined);
  await askInstead(second.ctx, full);
  expect(await slugOf(askInstead(third.ctx, declined))).toBe("link-expired");
  shiftClock(2 * DAY_MS);
  await askInstead(third.ctx, old);
  const waiting = (await listJoinRequests(owner)).map(({ userId }) => userId);
  expect(waiting).toEqual([second.userId, third.userId]);
});

test("of twenty people at once on the last seat one comes in", async () => {
  const owner = await makeTeam("pro");
  const first = await makePerson();
  const { token } = await createInvitation(owner, { role: "member", usesMax: null });
  await acceptInvitation(first.ctx, token);
  // The plan has three seats: one is left.
  const crowd = await Promise.all(Array.from({ length: 20 }, async () => await makePerson()));
  const outcomes = await Promise.all(
    crowd.map(async ({ ctx }) => await slugOf(acceptInvitation(ctx, token))),
  );
  expect(outcomes.toSorted()).toEqual([
    "done",
    ...Array.from({ length: 19 }, () => "limit-reached"),
  ]);
  expect(await listMembers(owner)).toHaveLength(3);
});

test("of many at once no more come in by a link than it has uses", async () => {
  const owner = await makeTeam("business");
  const { token } = await createInvitation(owner, { role: "member", usesMax: 2 });
  const crowd = await Promise.all(Array.from({ length: 5 }, async () => await makePerson()));
  const outcomes = await Promise.all(
    crowd.map(async ({ ctx }) => await slugOf(acceptInvitation(ctx, token))),
  );
  expect(outcomes.toSorted()).toEqual([
    "done",
    "done",
    "link-expired",
    "link-expired",
    "link-expired",
  ]);
});

test("sent again, revoked or declined, the link before opens nothing", async () => {
  const owner = await makeTeam("business");
  const email = freshEmail();
  const { id } = await createInvitation(owner, { email, role: "member" });
  await resendInvitation(owner, id);
  const [old = "", fresh = ""] = await mailedTokens(email);
  await expect(getHeldInvitation(owner, old)).rejects.toMatchObject({ slug: "link-expired" });
  await declineInvitation(owner, fresh);
  expect(await getHeldInvitation(owner, fresh)).toMatchObject({ state: "declined" });
  const invited = await makePerson({ email });
  await expect(acceptInvitation(invited.ctx, fresh)).rejects.toMatchObject({
    slug: "link-expired",
  });
  const link = await createInvitation(owner, { role: "member" });
  await revokeInvitation(owner, link.id);
  await revokeInvitation(owner, link.id);
  await expect(acceptInvitation(invited.ctx, link.token)).rejects.toMatchObject({
    slug: "link-expired",
  });
});

test("another workspace's invitation is not there", async () => {
  const owner = await makeTeam("business");
  const other = await makeTeam("business");
  const { id } = await createInvitation(owner, { role: "member" });
  await expect(revokeInvitation(other, id)).rejects.toMatchObject({ slug: "not-found" });
  await expect(resendInvitation(other, id)).rejects.toMatchObject({ slug: "not-found" });
  expect(await listInvitations(other)).toEqual([]);
});

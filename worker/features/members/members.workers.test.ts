import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { DAY_MS } from "#core/time";
import { createConversation } from "#features/chat";
import { createApiKey, listApiKeys } from "#features/api-keys";
import { acceptInvitation, createInvitation } from "#features/invitations";
import { forgetSessions } from "#features/sessions";
import { getWorkspace, may, planRow, renameWorkspace } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { ctxWith, jobCtx, makePerson } from "../../../tests/support/people.ts";
import {
  acceptOwnership,
  createPermissionSet,
  createTeam,
  deletePermissionSet,
  deleteWorkspace,
  leaveWorkspace,
  listMembers,
  listMyWorkspaces,
  offerOwnership,
  removeMember,
  restoreWorkspace,
  switchWorkspace,
  updateMember,
} from "./index.ts";
import { purgeWorkspaces } from "./purge-workspaces.ts";

// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

const later = (ctx: Ctx, byMs: number): Ctx => ({
  ...ctx,
  clock: { now: () => Date.now() + byMs },
});

/** A team on the Business plan, with its owner in it. */
async function makeTeam() {
  const person = await makePerson();
  const workspace = await createTeam(person.ctx, { name: "Acme" });
  await runBatch(person.ctx.db, [planRow(person.ctx, workspace.id, { plan: "business" })]);
  await forgetSessions(env, [person.userId]);
  return { ...person, ctx: await ctxWith(person.cookie), team: workspace };
}

/** Someone who came in by a link. */
async function joinTeam(owner: Ctx, role: "admin" | "member" | "viewer") {
  const person = await makePerson();
  const { token } = await createInvitation(owner, { role });
  await acceptInvitation(person.ctx, token);
  return { ...person, ctx: await ctxWith(person.cookie) };
}

test("a team is made, is where its maker is now, and they can go back and forth", async () => {
  const { ctx, cookie, team, workspace: home } = await makeTeam();
  expect(ctx.workspace).toMatchObject({ id: team.id, role: "owner", plan: "business" });
  const mine = await listMyWorkspaces(ctx);
  expect(mine.map(({ id, current }) => [id, current])).toEqual([
    [home.id, false],
    [team.id, true],
  ]);
  await switchWorkspace(ctx, mine[0]?.slug ?? "");
  expect((await ctxWith(cookie)).workspace?.id).toBe(home.id);
});

test("nobody switches into a workspace they are not in", async () => {
  const { ctx, team } = await makeTeam();
  const { slug } = await getWorkspace(ctx, team.id);
  const stranger = await makePerson();
  await expect(switchWorkspace(stranger.ctx, slug)).rejects.toMatchObject({ slug: "not-found" });
});

test("a person owns at most three teams on the Free plan", async () => {
  const { ctx } = await makePerson();
  for (const name of ["one", "two", "three"]) await createTeam(ctx, { name });
  await expect(createTeam(ctx, { name: "four" })).rejects.toMatchObject({ slug: "limit-reached" });
});

test("a role holds from the member's next request on", async () => {
  const owner = await makeTeam();
  const member = await joinTeam(owner.ctx, "member");
  expect(may(member.ctx, "chat.send")).toBe(true);
  await updateMember(owner.ctx, member.userId, { role: "viewer", capPt: 5 });
  const now = await ctxWith(member.cookie);
  expect(may(now, "chat.send")).toBe(false);
  expect(now.workspace?.memberCapMicroPt).toBe(5_000_000);
  expect(await listMembers(owner.ctx)).toMatchObject([
    { role: "owner", self: true },
    { role: "viewer", capPt: 5, self: false },
  ]);
});

test("a role of one's own gives what it says, and is not deleted while someone has it", async () => {
  const owner = await makeTeam();
  const member = await joinTeam(owner.ctx, "member");
  const { id } = await createPermissionSet(owner.ctx, {
    name: "Auditors",
    permissions: ["audit.read"],
  });
  await updateMember(owner.ctx, member.userId, { role: "custom", permissionSetId: id });
  const now = await ctxWith(member.cookie);
  expect(may(now, "audit.read")).toBe(true);
  expect(may(now, "chat.read")).toBe(false);
  await expect(deletePermissionSet(owner.ctx, id)).rejects.toMatchObject({ slug: "conflict" });
  await updateMember(owner.ctx, member.userId, { role: "member" });
  await deletePermissionSet(owner.ctx, id);
});

test("nobody gives or takes more than they may do themselves", async () => {
  const owner = await makeTeam();
  const member = await joinTeam(owner.ctx, "member");
  const { id } = await createPermissionSet(owner.ctx, {
    name: "People",
    permissions: ["members.update", "members.remove", "roles.write"],
  });
  await updateMember(owner.ctx, member.userId, { role: "custom", permissionSetId: id });
  const people = await ctxWith(member.cookie);
  const admin = await joinTeam(owner.ctx, "admin");
  const refused = { slug: "forbidden" };
  await expect(updateMember(people, member.userId, { role: "admin" })).rejects.toMatchObject(
    refused,
  );
  await expect(removeMember(people, admin.userId)).rejects.toMatchObject(refused);
  await expect(
    createPermissionSet(people, { name: "More", permissions: ["billing.write"] }),
  ).rejects.toMatchObject(refused);
});

test("whoever is removed is out at once, with their keys; people of others are not there", async () => {
  const owner = await makeTeam();
  const member = await joinTeam(owner.ctx, "member");
  await createApiKey(member.ctx, { name: "Theirs" });
  const stranger = await makePerson();
  await expect(removeMember(owner.ctx, stranger.userId)).rejects.toMatchObject({
    slug: "not-found",
  });
  await removeMember(owner.ctx, member.userId);
  expect((await ctxWith(member.cookie)).workspace?.id).toBe(member.workspace.id);
  expect(await listApiKeys(owner.ctx)).toMatchObject([
    { name: "Theirs", revokedAtMs: expect.any(Number) },
  ]);
});

test("the owner is neither removed nor leaves, and members leave by themselves", async () => {
  const owner = await makeTeam();
  const admin = await joinTeam(owner.ctx, "admin");
  await expect(removeMember(admin.ctx, owner.userId)).rejects.toMatchObject({ slug: "conflict" });
  await expect(updateMember(admin.ctx, owner.userId, { role: "viewer" })).rejects.toMatchObject({
    slug: "conflict",
  });
  await expect(leaveWorkspace(owner.ctx)).rejects.toMatchObject({ slug: "conflict" });
  await leaveWorkspace(admin.ctx);
  expect(await listMembers(owner.ctx)).toHaveLength(1);
});

test("the ownership changes hands once it is accepted, after a fresh proof", async () => {
  const owner = await makeTeam();
  const next = await joinTeam(owner.ctx, "member");
  await expect(offerOwnership(later(owner.ctx, DAY_MS), next.userId)).rejects.toMatchObject({
    slug: "reauthentication-required",
  });
  await expect(acceptOwnership(next.ctx)).rejects.toMatchObject({ slug: "link-expired" });
  await offerOwnership(owner.ctx, next.userId);
  await acceptOwnership(next.ctx);
  expect((await ctxWith(next.cookie)).workspace?.role).toBe("owner");
  expect((await ctxWith(owner.cookie)).workspace?.role).toBe("admin");
  await expect(acceptOwnership(next.ctx)).rejects.toMatchObject({ slug: "link-expired" });
});

test("that a team is to go, its name and the person's picture are known without asking", async () => {
  const { ctx, cookie, team } = await makeTeam();
  await deleteWorkspace(ctx, { confirm: "Acme" });
  const going = await ctxWith(cookie);
  expect(going.workspace).toMatchObject({ name: "Acme", deleteAtMs: expect.any(Number) });
  await restoreWorkspace(going);
  await renameWorkspace(going, team.id, { name: "Acme Research" });
  const back = await ctxWith(cookie);
  expect(back.workspace).toMatchObject({ name: "Acme Research", deleteAtMs: null });
  expect(back.actor).toMatchObject({ avatarPath: null, erasedAtMs: undefined });
});

test("a deleted team comes back within its grace, and is purged after it", async () => {
  const owner = await makeTeam();
  const { id } = await createConversation(owner.ctx, { title: "Secret" });
  await expect(deleteWorkspace(owner.ctx, { confirm: "acme" })).rejects.toMatchObject({
    slug: "invalid-input",
  });
  await deleteWorkspace(owner.ctx, { confirm: "Acme" });
  await deleteWorkspace(owner.ctx, { confirm: "Acme" });
  await restoreWorkspace(owner.ctx);
  await purgeWorkspaces(later(jobCtx(), 15 * DAY_MS));
  expect((await ctxWith(owner.cookie)).workspace?.id).toBe(owner.team.id);

  await deleteWorkspace(owner.ctx, { confirm: "Acme" });
  await purgeWorkspaces(later(jobCtx(), 13 * DAY_MS));
  expect((await ctxWith(owner.cookie)).workspace?.id).toBe(owner.team.id);
  await purgeWorkspaces(later(jobCtx(), 15 * DAY_MS));
  expect((await ctxWith(owner.cookie)).workspace?.id).toBe(owner.workspace.id);
  const left = await env.DB.prepare(
    "SELECT (SELECT count(*) FROM conversations WHERE id = ?) AS talks, (SELECT name FROM workspaces WHERE id = ?) AS name, (SELECT account_id FROM workspaces WHERE id = ?) AS account",
  )
    .bind(id, owner.team.id, owner.team.id)
    .first();
  expect(left).toEqual({ talks: 0, name: "", account: owner.team.accountId });
});

import { env } from "cloudflare:workers";
import { and, eq } from "drizzle-orm";
import { afterEach, expect, inject, test } from "vitest";
import type { Permission } from "#core/permissions";
import { MINUTE_MS } from "#core/time";
import { acceptInvitation, askInstead, createInvitation } from "#features/invitations";
import { mailJobs } from "#features/mail/jobs";
import { mails } from "#features/mail/tables";
import { createPermissionSet, createTeam, updateMember } from "#features/members";
import { countUnreadNotices, listNotices } from "#features/notices";
import { updatePreferences } from "#features/preferences";
import { forgetSessions } from "#features/sessions";
import { getWorkspace, planRow } from "#features/workspaces";
import { shiftClock } from "#platform/clock";
import type { Ctx, Role } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { fakeZone } from "../../../tests/support/mail/bench.ts";
import { ctxWith, freshEmail, jobCtx, makePerson } from "../../../tests/support/people.ts";
import {
  acceptJoinOffer,
  addDomain,
  answerJoinRequest,
  joinByDomain,
  listJoinRequests,
  updateDomain,
  verifyDomain,
} from "./index.ts";

const base = inject("fakeMailUrl");
// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

let made = 0;

afterEach(() => shiftClock(0));

/** A team whose domain is open to who asks. */
async function openTeam() {
  made += 1;
  const domain = `asking-${made}.example`;
  const owner = await makePerson();
  const team = await createTeam(owner.ctx, { name: `Asking ${made}` });
  await runBatch(owner.ctx.db, [planRow(owner.ctx, team.id, { plan: "business" })]);
  await forgetSessions(env, [owner.userId]);
  const plain = await ctxWith(owner.cookie);
  const claimed = await addDomain(plain, { domain });
  const dnsOverHttpsUrl = await fakeZone(base, `asking-${made}`, [
    { name: claimed.recordName, type: "TXT", data: claimed.recordText },
  ]);
  const ctx: Ctx = { ...plain, settings: { ...plain.settings, dnsOverHttpsUrl } };
  await verifyDomain(ctx, claimed.id);
  await updateDomain(ctx, claimed.id, { mode: "ask", role: "viewer" });
  const { slug } = await getWorkspace(ctx, team.id);
  return { ctx, email: owner.email, domain, id: team.id, slug };
}

/** Someone who has come into the team, as its page would see them. */
async function joinAs(owner: Ctx, role: Exclude<Role, "owner" | "custom">) {
  const person = await makePerson();
  const { token } = await createInvitation(owner, { role });
  await acceptInvitation(person.ctx, token);
  return { ...person, ctx: await ctxWith(person.cookie) };
}

/** A member of a role that the workspace has made. */
async function joinWith(owner: Ctx, name: string, permissions: Permission[]) {
  const person = await joinAs(owner, "viewer");
  const { id } = await createPermissionSet(owner, { name, permissions });
  await updateMember(owner, person.userId, { role: "custom", permissionSetId: id });
  return { ...person, ctx: await ctxWith(person.cookie) };
}

async function mailsOf(template: "join-requested" | "join-answered", to: string) {
  const { db } = jobCtx();
  return await db
    .select()
    .from(mails)
    .where(and(eq(mails.template, template), eq(mails.to, to)));
}

const askedIn = async (ctx: Ctx) => {
  const { items } = await listNotices(ctx, { kinds: ["join-requested"] });
  return items.map(({ data: { email }, href }) => ({ email, href }));
};

test("who asks is told of to each who may decide, by permission, and to nobody else", async () => {
  const { ctx, email, domain, slug } = await openTeam();
  const [admin, viewer, billing] = [
    await joinAs(ctx, "admin"),
    await joinAs(ctx, "viewer"),
    await joinAs(ctx, "billing"),
  ];
  const greeter = await joinWith(ctx, "Greeter", ["members.invite"]);
  const auditor = await joinWith(ctx, "Auditor", ["audit.read"]);
  const stranger = await openTeam();
  const asker = await makePerson({ email: `ada@${domain}` });
  expect(await acceptJoinOffer(asker.ctx)).toBe("asked");
  const href = `/workspace/members?in=${slug}`;
  for (const decider of [{ ctx, email }, admin, greeter]) {
    const [mail, ...more] = await mailsOf("join-requested", decider.email);
    expect(more).toEqual([]);
    expect(mail?.data).toMatchObject({ email: asker.email, url: `${ctx.origin}${href}` });
    expect(await askedIn(decider.ctx)).toMatchObject([{ email: asker.email, href }]);
  }
  for (const other of [viewer, billing, auditor, asker, stranger]) {
    expect(await mailsOf("join-requested", other.email)).toEqual([]);
    expect(await askedIn(other.ctx)).toEqual([]);
  }
});

test("it is told once while the person waits, however often and at once they ask", async () => {
  const { ctx, email, domain } = await openTeam();
  const asker = await makePerson({ email: `ada@${domain}` });
  await Promise.all(Array.from({ length: 8 }, async () => await acceptJoinOffer(asker.ctx)));
  shiftClock(MINUTE_MS);
  await acceptJoinOffer(asker.ctx);
  await joinByDomain(jobCtx(), asker.userId);
  expect(await listJoinRequests(ctx)).toHaveLength(1);
  expect(await mailsOf("join-requested", email)).toHaveLength(1);
  expect(await askedIn(ctx)).toHaveLength(1);
});

test("who holds another's invitation is told of the same way", async () => {
  const { ctx, email } = await openTeam();
  const { token } = await createInvitation(ctx, { email: freshEmail(), role: "member" });
  const asker = await makePerson();
  await askInstead(asker.ctx, token);
  await askInstead(asker.ctx, token);
  expect(await mailsOf("join-requested", email)).toMatchObject([{ data: { email: asker.email } }]);
  expect(await askedIn(ctx)).toHaveLength(1);
});

test("who wants nothing about their team gets neither mail nor notice", async () => {
  const { ctx, email, domain } = await openTeam();
  await updatePreferences(ctx, { topics: { team: { app: false, mail: false } } });
  const asker = await makePerson({ email: `ada@${domain}` });
  await acceptJoinOffer(asker.ctx);
  expect(await askedIn(ctx)).toEqual([]);
  const [mail] = await mailsOf("join-requested", email);
  await mailJobs["mail.requested"]?.(jobCtx(), { mailId: mail?.id ?? "mail_" }, "m");
  expect(await mailsOf("join-requested", email)).toMatchObject([{ state: "suppressed" }]);
  expect(await listJoinRequests(ctx), "the request is there").toHaveLength(1);
});

test("who was let in is told once, however many answer at once", async () => {
  const { ctx, domain, slug } = await openTeam();
  const asker = await makePerson({ email: `ada@${domain}` });
  await acceptJoinOffer(asker.ctx);
  const answers = Array.from({ length: 5 }, async () => {
    await answerJoinRequest(ctx, asker.userId, { accept: true });
  });
  await Promise.allSettled(answers);
  expect(await mailsOf("join-answered", asker.email)).toMatchObject([
    { data: { answer: "approved", url: `${ctx.origin}/workspace?in=${slug}` } },
  ]);
});

test("of a yes and a no at once one counts, and that one is told", async () => {
  const { ctx, domain, id } = await openTeam();
  const asker = await makePerson({ email: `ada@${domain}` });
  await acceptJoinOffer(asker.ctx);
  await Promise.allSettled(
    [true, false].map(async (accept) => {
      await answerJoinRequest(ctx, asker.userId, { accept });
    }),
  );
  const member = await env.DB.prepare(
    "SELECT role FROM memberships WHERE workspace_id = ? AND user_id = ?",
  )
    .bind(id, asker.userId)
    .first();
  const answer = member === null ? "declined" : "approved";
  expect(await mailsOf("join-answered", asker.email)).toMatchObject([{ data: { answer } }]);
});

test("who was declined is told, and told of again only when they ask again", async () => {
  const { ctx, email, domain } = await openTeam();
  const asker = await makePerson({ email: `ada@${domain}` });
  await acceptJoinOffer(asker.ctx);
  await answerJoinRequest(ctx, asker.userId, { accept: false });
  await expect(answerJoinRequest(ctx, asker.userId, { accept: false })).rejects.toMatchObject({
    slug: "not-found",
  });
  expect(await mailsOf("join-answered", asker.email)).toMatchObject([
    { data: { answer: "declined", url: `${ctx.origin}/workspaces` } },
  ]);
  shiftClock(MINUTE_MS);
  await acceptJoinOffer(asker.ctx);
  expect(await mailsOf("join-requested", email)).toHaveLength(2);
});

test("once somebody has answered, nobody is led to the request any more", async () => {
  const { ctx, domain } = await openTeam();
  const admin = await joinAs(ctx, "admin");
  const deciders = [ctx, admin.ctx];
  for (const accept of [false, true]) {
    const asker = await makePerson({ email: `asker-${String(accept)}@${domain}` });
    await acceptJoinOffer(asker.ctx);
    for (const decider of deciders) expect(await countUnreadNotices(decider)).toBe(1);
    await answerJoinRequest(admin.ctx, asker.userId, { accept });
    for (const decider of deciders) {
      expect(await askedIn(decider)).toEqual([]);
      expect(await countUnreadNotices(decider)).toBe(0);
    }
  }
  const again = await makePerson({ email: `again@${domain}` });
  await acceptJoinOffer(again.ctx);
  await answerJoinRequest(ctx, again.userId, { accept: false });
  shiftClock(MINUTE_MS);
  await acceptJoinOffer(again.ctx);
  expect(await askedIn(admin.ctx), "who asks anew is told of anew").toHaveLength(1);
});

test("who comes in another way meanwhile waits no more", async () => {
  const { ctx, domain } = await openTeam();
  const asker = await makePerson({ email: `ada@${domain}` });
  await acceptJoinOffer(asker.ctx);
  const { token } = await createInvitation(ctx, { role: "member" });
  await acceptInvitation(asker.ctx, token);
  expect(await listJoinRequests(ctx)).toEqual([]);
  expect(await askedIn(ctx)).toEqual([]);
});

test("who may not invite answers nobody, and nobody is told", async () => {
  const { ctx, domain } = await openTeam();
  const viewer = await joinAs(ctx, "viewer");
  const elsewhere = await openTeam();
  const asker = await makePerson({ email: `ada@${domain}` });
  await acceptJoinOffer(asker.ctx);
  await expect(answerJoinRequest(viewer.ctx, asker.userId, { accept: true })).rejects.toMatchObject(
    { slug: "forbidden" },
  );
  await expect(
    answerJoinRequest(elsewhere.ctx, asker.userId, { accept: false }),
  ).rejects.toMatchObject({ slug: "not-found" });
  expect(await mailsOf("join-answered", asker.email)).toEqual([]);
  expect(await listJoinRequests(ctx)).toHaveLength(1);
});

test("a person makes ten new requests a day", async () => {
  const { ctx, domain } = await openTeam();
  const asker = await makePerson({ email: `ada@${domain}` });
  for (let asked = 0; asked < 10; asked += 1) {
    await acceptJoinOffer(asker.ctx);
    await answerJoinRequest(ctx, asker.userId, { accept: false });
  }
  await expect(acceptJoinOffer(asker.ctx)).rejects.toMatchObject({ slug: "too-many-requests" });
  expect(await listJoinRequests(ctx)).toEqual([]);
});

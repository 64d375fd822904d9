import { env } from "cloudflare:workers";
import { expect, inject, test } from "vitest";
import { createTeam } from "#features/members";
import { forgetSessions } from "#features/sessions";
import { planRow } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { fakeZone } from "../../../tests/support/mail/bench.ts";
import { ctxWith, makePerson } from "../../../tests/support/people.ts";
import {
  acceptJoinOffer,
  addDomain,
  answerJoinRequest,
  findJoinOffer,
  joinByDomain,
  listDomains,
  listJoinRequests,
  removeDomain,
  updateDomain,
  verifyDomain,
} from "./index.ts";
import type { JoinMode } from "./schema.ts";

const base = inject("fakeMailUrl");
// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

let made = 0;

/** A team on a plan with as many seats, that has claimed a domain of its own. */
async function makeClaim(plan: "business" | "free" = "business") {
  made += 1;
  const domain = `company-${made}.example`;
  const owner = await makePerson();
  const team = await createTeam(owner.ctx, { name: `Company ${made}` });
  await runBatch(owner.ctx.db, [planRow(owner.ctx, team.id, { plan })]);
  await forgetSessions(env, [owner.userId]);
  const plain = await ctxWith(owner.cookie);
  const claimed = await addDomain(plain, { domain });
  const data = claimed.recordText;
  const url = await fakeZone(base, `claims-${made}`, [
    { name: claimed.recordName, type: "TXT", data },
  ]);
  const ctx: Ctx = { ...plain, settings: { ...plain.settings, dnsOverHttpsUrl: url } };
  return { ctx, domain, id: claimed.id, team };
}

async function openTo(mode: JoinMode, plan?: "business" | "free") {
  const claim = await makeClaim(plan);
  await verifyDomain(claim.ctx, claim.id);
  await updateDomain(claim.ctx, claim.id, { mode, role: "viewer" });
  return claim;
}

const personOf = async (domain: string) => await makePerson({ email: `ada@${domain}` });

test("a domain is proven by its record, and by nobody else's afterwards", async () => {
  const { ctx, domain, id } = await makeClaim();
  const without: Ctx = {
    ...ctx,
    settings: { ...ctx.settings, dnsOverHttpsUrl: await fakeZone(base, "empty", []) },
  };
  await expect(verifyDomain(without, id)).rejects.toMatchObject({ slug: "conflict" });
  expect((await verifyDomain(ctx, id)).verifiedAtMs).not.toBeNull();
  const other = await makeClaim();
  await expect(verifyDomain(other.ctx, id)).rejects.toMatchObject({ slug: "not-found" });
  const second = await addDomain(other.ctx, { domain });
  const url = await fakeZone(base, "second", [
    { name: second.recordName, type: "TXT", data: second.recordText },
  ]);
  const thief: Ctx = { ...other.ctx, settings: { ...ctx.settings, dnsOverHttpsUrl: url } };
  await expect(verifyDomain(thief, second.id)).rejects.toMatchObject({ slug: "already-exists" });
});

test.each(["gmail.com", "mail.yahoo.com"])("%s is nobody's to claim", async (domain) => {
  const { ctx } = await makeClaim();
  await expect(addDomain(ctx, { domain })).rejects.toMatchObject({ slug: "forbidden" });
});

test("who confirms an address of it joins, and who did before finds the way in", async () => {
  const early = await makeClaim();
  const before = await personOf(early.domain);
  expect(await findJoinOffer(before.ctx)).toBeUndefined();
  await verifyDomain(early.ctx, early.id);
  expect(await findJoinOffer(before.ctx), "nobody is let in yet").toBeUndefined();
  await updateDomain(early.ctx, early.id, { mode: "join", role: "viewer" });
  expect(await findJoinOffer(before.ctx)).toMatchObject({ mode: "join", role: "viewer" });
  expect(await acceptJoinOffer(before.ctx)).toBe("joined");
  const inside = await ctxWith(before.cookie);
  expect(inside.workspace).toMatchObject({ id: early.team.id, role: "viewer" });
  expect(await findJoinOffer(inside)).toBeUndefined();
  await expect(acceptJoinOffer(inside)).rejects.toMatchObject({ slug: "not-found" });
});

test("where one asks, asking twice is asking once, and the answer lets in or not", async () => {
  const { ctx, domain, team } = await openTo("ask");
  const person = await personOf(domain);
  expect(await acceptJoinOffer(person.ctx)).toBe("asked");
  expect(await acceptJoinOffer(person.ctx)).toBe("asked");
  expect(await findJoinOffer(person.ctx)).toMatchObject({ asked: true });
  expect(await listJoinRequests(ctx)).toMatchObject([{ userId: person.userId }]);
  await answerJoinRequest(ctx, person.userId, { accept: false });
  expect(await findJoinOffer(person.ctx)).toMatchObject({ asked: false });
  expect(await joinByDomain(person.ctx, person.userId)).toBe("asked");
  await answerJoinRequest(ctx, person.userId, { accept: true });
  expect((await ctxWith(person.cookie)).workspace?.id).not.toBe(team.id);
  expect(await findJoinOffer(person.ctx)).toBeUndefined();
});

test("without a seat left joining becomes asking", async () => {
  const { ctx, domain } = await openTo("join", "free");
  const person = await personOf(domain);
  expect(await acceptJoinOffer(person.ctx)).toBe("asked");
  await expect(answerJoinRequest(ctx, person.userId, { accept: true })).rejects.toMatchObject({
    slug: "limit-reached",
  });
});

test("an address of another domain opens nothing", async () => {
  const { domain } = await openTo("join");
  const stranger = await makePerson({ email: `ada@not-${domain}` });
  expect(await findJoinOffer(stranger.ctx)).toBeUndefined();
  await expect(acceptJoinOffer(stranger.ctx)).rejects.toMatchObject({ slug: "not-found" });
});

test("who may only look claims nothing, and a domain that was let go opens nothing", async () => {
  const { ctx, domain, id } = await openTo("join");
  const person = await personOf(domain);
  await acceptJoinOffer(person.ctx);
  const viewer = await ctxWith(person.cookie);
  await expect(addDomain(viewer, { domain: "else.example" })).rejects.toMatchObject({
    slug: "forbidden",
  });
  await expect(removeDomain(viewer, id)).rejects.toMatchObject({ slug: "forbidden" });
  await removeDomain(ctx, id);
  expect(await listDomains(ctx)).toEqual([]);
  const late = await makePerson({ email: `grace@${domain}` });
  expect(await findJoinOffer(late.ctx)).toBeUndefined();
});

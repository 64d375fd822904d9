import { env } from "cloudflare:workers";
import { afterEach, expect, inject, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "#core/time";
import { createTeam } from "#features/members";
import { shiftClock } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import { auditActions } from "../../../tests/support/audit.ts";
import { fakeZone } from "../../../tests/support/mail/bench.ts";
import { anonymousCtx, ctxWith, jobCtx, makePerson } from "../../../tests/support/people.ts";
import { addDomain, findVerifiedDomain, listDomains, verifyDomain } from "./index.ts";
import { checkDomainsJob } from "./jobs.ts";
import { DOMAINS_MAX, type DomainView } from "./schema.ts";

const base = inject("fakeMailUrl");
// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

let made = 0;

afterEach(() => shiftClock(0));

const freshDomain = (): string => `claim-${(made += 1)}.example`;

/** Someone who owns a team. */
async function makeOwner() {
  const person = await makePerson();
  await createTeam(person.ctx, { name: "Claims" });
  return { ...person, ctx: await ctxWith(person.cookie) };
}

/** This ctx where the names of these claims say what proves them, and no other name exists. */
async function where(ctx: Ctx, ...claims: DomainView[]): Promise<Ctx> {
  made += 1;
  const dnsOverHttpsUrl = await fakeZone(
    base,
    `claim-${made}`,
    claims.map(({ recordName, recordText }) => ({
      name: recordName,
      type: "TXT",
      data: recordText,
    })),
  );
  return { ...ctx, settings: { ...ctx.settings, dnsOverHttpsUrl } };
}

const silent = (ctx: Ctx): Ctx => ({
  ...ctx,
  settings: { ...ctx.settings, dnsOverHttpsUrl: `${base}/dns/broken/dns-query` },
});

test("a claim counts once its record is found, and finding it again changes nothing", async () => {
  const { ctx, userId } = await makeOwner();
  const domain = freshDomain();
  const claimed = await addDomain(ctx, { domain: ` ${domain.toUpperCase()} ` });
  expect(claimed).toMatchObject({ domain, mode: "off", verifiedAtMs: null });
  expect(claimed.recordName).toBe(`_selvedge.${domain}`);
  expect(claimed.recordText).toMatch(/^selvedge-domain=[0-9a-f]{32}$/);
  expect(await findVerifiedDomain(ctx, domain)).toBeUndefined();
  const proven = await where(ctx, claimed);
  const { verifiedAtMs } = await verifyDomain(proven, claimed.id);
  expect(verifiedAtMs).not.toBeNull();
  shiftClock(MINUTE_MS);
  const again = await verifyDomain(proven, claimed.id);
  expect(again.verifiedAtMs).toBe(verifiedAtMs);
  expect(await findVerifiedDomain(ctx, domain.toUpperCase())).toMatchObject({ domain });
  expect(await auditActions(userId)).toEqual(
    expect.arrayContaining(["domain.claimed", "domain.verified"]),
  );
});

test("twenty claims of one domain at once are one claim", async () => {
  const { ctx } = await makeOwner();
  const domain = freshDomain();
  const tries = await Promise.allSettled(
    Array.from({ length: 20 }, async () => await addDomain(ctx, { domain })),
  );
  const refused = tries.filter((one) => one.status === "rejected");
  expect(refused).toHaveLength(19);
  for (const { reason } of refused) expect(reason).toMatchObject({ slug: "already-exists" });
  expect(await listDomains(ctx)).toMatchObject([{ domain }]);
});

test("a workspace claims ten domains, however many it asks for at once", async () => {
  const { ctx } = await makeOwner();
  const tries = await Promise.allSettled(
    Array.from({ length: DOMAINS_MAX + 5 }, async () => {
      return await addDomain(ctx, { domain: freshDomain() });
    }),
  );
  const refused = tries.filter((one) => one.status === "rejected");
  expect(refused).toHaveLength(5);
  for (const { reason } of refused) expect(reason).toMatchObject({ slug: "limit-reached" });
  expect(await listDomains(ctx)).toHaveLength(DOMAINS_MAX);
});

test.each(["gmail.com", "mail.yahoo.co.uk", "proton.me"])(
  "%s, where everyone can have an address, is nobody's to claim",
  async (domain) => {
    const { ctx } = await makeOwner();
    await expect(addDomain(ctx, { domain })).rejects.toMatchObject({ slug: "forbidden" });
    expect(await listDomains(ctx)).toEqual([]);
  },
);

test.each([
  "localhost",
  "-a.example",
  "a..example",
  "example.com.",
  "127.0.0.1",
  "a_b.example",
  "ada@claim.example",
  "claim.example/x",
  `${"a".repeat(64)}.example`,
])("%s is not a domain", async (domain) => {
  const { ctx } = await makeOwner();
  await expect(addDomain(ctx, { domain })).rejects.toMatchObject({ slug: "invalid-input" });
});

test("who is not signed in, or may not manage the workspace, claims and proves nothing", async () => {
  const { ctx } = await makeOwner();
  const claimed = await addDomain(ctx, { domain: freshDomain() });
  const nobody = await where(anonymousCtx(), claimed);
  await expect(addDomain(nobody, { domain: freshDomain() })).rejects.toMatchObject({
    slug: "unauthorized",
  });
  await expect(verifyDomain(nobody, claimed.id)).rejects.toMatchObject({
    slug: "unauthorized",
  });
  const { workspace } = ctx;
  if (workspace === undefined) throw new Error("The owner has no workspace");
  for (const role of ["viewer", "member", "billing"] as const) {
    const lesser: Ctx = { ...(await where(ctx, claimed)), workspace: { ...workspace, role } };
    const refused = { slug: "forbidden" };
    await expect(addDomain(lesser, { domain: freshDomain() })).rejects.toMatchObject(refused);
    await expect(verifyDomain(lesser, claimed.id)).rejects.toMatchObject(refused);
  }
  expect(await listDomains(ctx)).toMatchObject([{ id: claimed.id, verifiedAtMs: null }]);
});

test("two workspaces may claim a domain; who proves it first has it, until it is lost", async () => {
  const domain = freshDomain();
  const [first, second] = [await makeOwner(), await makeOwner()];
  const ours = await addDomain(first.ctx, { domain });
  const theirs = await addDomain(second.ctx, { domain });
  expect(theirs.recordText).not.toBe(ours.recordText);
  await expect(verifyDomain(await where(second.ctx, ours), theirs.id)).rejects.toMatchObject({
    slug: "conflict",
  });
  await verifyDomain(await where(first.ctx, ours), ours.id);
  const both = await where(second.ctx, ours, theirs);
  await expect(verifyDomain(both, theirs.id)).rejects.toMatchObject({ slug: "already-exists" });
  await expect(verifyDomain(both, ours.id)).rejects.toMatchObject({ slug: "not-found" });
  expect(await listDomains(second.ctx)).toMatchObject([{ id: theirs.id, verifiedAtMs: null }]);
  await checkDomainsJob(await where(jobCtx(), theirs));
  shiftClock(3 * DAY_MS);
  await checkDomainsJob(await where(jobCtx(), theirs));
  expect(await findVerifiedDomain(first.ctx, domain)).toBeUndefined();
  await verifyDomain(both, theirs.id);
  expect(await findVerifiedDomain(first.ctx, domain)).toMatchObject({
    workspaceId: second.ctx.workspace?.id,
  });
});

test("of two workspaces that prove a domain at once, one has it", async () => {
  const domain = freshDomain();
  const owners = [await makeOwner(), await makeOwner()];
  const claims = await Promise.all(owners.map(async ({ ctx }) => await addDomain(ctx, { domain })));
  const tries = await Promise.allSettled(
    owners.map(async ({ ctx }, index) => {
      return await verifyDomain(await where(ctx, ...claims), claims[index]?.id ?? "");
    }),
  );
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const { results } = await env.DB.prepare(
    "SELECT id FROM domains WHERE domain = ? AND verified_at_ms IS NOT NULL",
  )
    .bind(domain)
    .all();
  expect(results).toHaveLength(1);
});

test("a resolver that does not answer proves nothing and takes nothing away", async () => {
  const { ctx } = await makeOwner();
  const claimed = await addDomain(ctx, { domain: freshDomain() });
  await expect(verifyDomain(silent(ctx), claimed.id)).rejects.toMatchObject({
    slug: "unavailable",
  });
  await verifyDomain(await where(ctx, claimed), claimed.id);
  await checkDomainsJob(silent(jobCtx()));
  shiftClock(9 * DAY_MS);
  await checkDomainsJob(silent(jobCtx()));
  expect(await findVerifiedDomain(ctx, claimed.domain)).toBeDefined();
});

test("names that nobody can resolve do not keep others from being looked at", async () => {
  const { ctx } = await makeOwner();
  const claimed = await addDomain(ctx, { domain: freshDomain() });
  await verifyDomain(await where(ctx, claimed), claimed.id);
  const [before] = await listDomains(ctx);
  shiftClock(DAY_MS);
  await checkDomainsJob(silent(jobCtx()));
  const [after] = await listDomains(ctx);
  expect(after?.checkedAtMs).toBeGreaterThan(before?.checkedAtMs ?? 0);
  expect(after).toMatchObject({ missingSinceMs: null, verifiedAtMs: before?.verifiedAtMs });
});

test("a workspace looks for its records ten times a minute, for all of its domains", async () => {
  const { ctx } = await makeOwner();
  const claimed = await addDomain(ctx, { domain: freshDomain() });
  const empty = await where(ctx);
  for (let time = 0; time < 10; time++) {
    await expect(verifyDomain(empty, claimed.id)).rejects.toMatchObject({ slug: "conflict" });
  }
  const found = await where(ctx, claimed);
  const another = await addDomain(ctx, { domain: freshDomain() });
  for (const { id } of [claimed, another]) {
    await expect(verifyDomain(found, id)).rejects.toMatchObject({ slug: "too-many-requests" });
  }
  shiftClock(MINUTE_MS + 1);
  expect((await verifyDomain(found, claimed.id)).verifiedAtMs).not.toBeNull();
});

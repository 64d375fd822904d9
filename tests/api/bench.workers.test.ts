import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import { createCtx } from "#platform/create-ctx";
import { call, expectProblem, seedUser, shiftClock } from "../support/api.ts";

const DAY_MS = 86_400_000;

afterEach(async () => await shiftClock(0));

interface Dump {
  entries: { transactionId: string; amountMicroPt: string; kind: string }[];
  grants: { kind: string; amountMicroPt: string; priority: number; expiresAtMs: number | null }[];
  holds: unknown[];
}

async function dumpOf(accountId: string): Promise<Dump> {
  return (await call(`/__bench/ledger?accountId=${accountId}`)).json as unknown as Dump;
}

test("a seeded user is verified, signed in and has exactly the grants asked for", async () => {
  const expiresAtMs = Date.now() + 5 * DAY_MS;
  const user = await seedUser({
    plan: "pro",
    grants: [
      { amountPt: 100, kind: "plan", expiresAtMs, priority: 10 },
      { amountPt: 0.5, kind: "promo" },
    ],
  });
  expect(user.cookie).toMatch(/^__Host-selvedge-session=/);
  const me = await call("/api/v1/me", { cookie: user.cookie });
  expect(me.json).toMatchObject({ plan: "pro", accountId: user.accountId });
  const { grants, holds } = await dumpOf(user.accountId);
  expect(holds).toEqual([]);
  const amounts = grants.map((grant) => `${grant.kind} ${grant.amountMicroPt}`);
  expect(amounts.toSorted()).toEqual(["plan 100000000", "promo 500000"]);
  expect(grants.find((grant) => grant.kind === "plan")).toMatchObject({
    expiresAtMs,
    priority: 10,
  });
});

test("a user without grants and plan has nothing", async () => {
  const user = await seedUser();
  expect((await dumpOf(user.accountId)).entries).toEqual([]);
});

test("members of a seeded workspace share its account", async () => {
  const seeded = await call("/__bench/seed", {
    json: {
      workspaces: [{ slug: "acme", name: "Acme", plan: "business" }],
      users: [
        { email: "owner@acme.test", password: "correct horse", workspace: "acme", role: "owner" },
        { email: "member@acme.test", password: "correct horse", workspace: "acme" },
      ],
    },
  });
  const [owner, member] = seeded.json["users"] as { cookie: string; accountId: string }[];
  expect(owner?.accountId).toBe(member?.accountId);
  const me = await call("/api/v1/me", { cookie: member?.cookie ?? "" });
  expect(me.json).toMatchObject({ role: "member", plan: "business" });
});

test("what is wrong in a seed is named, and nothing is made", async () => {
  const answer = await call("/__bench/seed", {
    json: { users: [{ email: "x@example.com", password: "correct horse", plan: "gold" }] },
  });
  expectProblem(answer, "invalid-input", 422);
  const again = await call("/__bench/seed", { json: { users: [{ email: "nobody" }] } });
  expectProblem(again, "invalid-input", 422);
});

test("every entry's transaction sums to zero", async () => {
  const user = await seedUser({ grants: [{ amountPt: 10, kind: "topup" }] });
  const sums = new Map<string, bigint>();
  for (const { transactionId, amountMicroPt } of (await dumpOf(user.accountId)).entries) {
    sums.set(transactionId, (sums.get(transactionId) ?? 0n) + BigInt(amountMicroPt));
  }
  expect([...sums.values()]).toEqual([0n]);
});

test("shifting the clock makes what became due happen", async () => {
  const expiresAtMs = Date.now() + DAY_MS;
  const user = await seedUser({ grants: [{ amountPt: 10, kind: "promo", expiresAtMs }] });
  const before = await dumpOf(user.accountId);
  expect(before.entries.map((entry) => entry.kind)).not.toContain("expire");
  const { json } = await call("/__bench/clock", { json: { offsetMs: 2 * DAY_MS } });
  expect(json["jobs"]).toContain("expire-sessions");
  const { entries } = await dumpOf(user.accountId);
  expect(entries.some((entry) => entry.kind.startsWith("expir"))).toBe(true);
});

test("a job runs by its name and leaves its report", async () => {
  const { json } = await call("/__bench/cron", { json: { name: "sweep-outbox" } });
  expect(json).toMatchObject({ name: "sweep-outbox", ok: true, report: { sent: 0 } });
  const rows = await env.DB.prepare("select * from cron_runs where name = 'sweep-outbox'").all();
  expect(rows.results.length).toBeGreaterThan(0);
  expectProblem(await call("/__bench/cron", { json: { name: "nothing" } }), "not-found", 404);
});

test("draining an idle deployment finds it empty", async () => {
  await seedUser({ grants: [{ amountPt: 10, kind: "topup" }] });
  const { json } = await call("/__bench/drain", { method: "POST" });
  expect(json).toMatchObject({ drained: true, outboxRows: 0, inFlight: 0, objectsPending: 0 });
});

test("what an answer causes is done after a drain, and stays done when time goes on", async () => {
  const { apiKey: key, accountId } = await seedUser({ grants: [{ amountPt: 100, kind: "topup" }] });
  const { json } = await call("/api/v1/chat/completions", {
    key,
    json: {
      model: "selvedge-answerer",
      messages: [{ role: "user", content: "How do I top up PT?" }],
    },
  });
  expect(json).toMatchObject({ object: "chat.completion" });
  const drained = { drained: true, outboxRows: 0, inFlight: 0, objectsPending: 0 };
  expect((await call("/__bench/drain", { method: "POST" })).json).toMatchObject(drained);
  await shiftClock(2 * 3_600_000);
  expect((await call("/__bench/drain", { method: "POST" })).json).toMatchObject(drained);
  expect((await dumpOf(accountId)).holds).toEqual([]);
});

test("an armed fault fails as many calls as asked, as a problem, and no more", async () => {
  const { cookie } = await seedUser();
  const fault = async (json: object) => await call("/__bench/fault", { json });
  await fault({ target: "d1", mode: "error", count: 1 });
  const failed = await call("/api/v1/me", { cookie });
  expectProblem(failed, "unavailable", 503);
  expect(failed.headers.get("retry-after")).toBe("2");
  expect((await call("/api/v1/me", { cookie })).status).toBe(200);
  await fault({ target: "r2", mode: "error", count: 1 });
  const ctx = createCtx(env, { actor: { kind: "job", name: "test" } });
  await expect(ctx.bucket.head("x")).rejects.toThrow("Injected fault");
  expect(await ctx.bucket.head("x")).toBeNull();
  expectProblem(await fault({ target: "moon" }), "invalid-input", 422);
});

test("mails to an address are listed oldest first", async () => {
  const answer = await call("/__bench/mail?to=nobody@example.com");
  expect(JSON.parse(answer.text)).toEqual([]);
});

test("an unknown account is a problem", async () => {
  expectProblem(await call("/__bench/ledger?accountId=nonsense"), "not-found", 404);
  expectProblem(await call("/__bench/ledger"), "not-found", 404);
});

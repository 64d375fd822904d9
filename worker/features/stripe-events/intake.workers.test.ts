import { eq } from "drizzle-orm";
import { Stripe } from "stripe";
import { expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import {
  getStripeEvent,
  getStripeHealth,
  listStripeEvents,
  receiveStripeEvent,
  replayStripeEvent,
  replayStripeEvents,
  sweepStripeEvents,
} from "./index.ts";
import { stripeEventJobs } from "./jobs.ts";
import { expireStripeEvents } from "./expire-stripe-events.ts";
import { recoverStripeEvents } from "./sweep-stripe-events.ts";
import { stripeEvents } from "./tables.ts";

// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

const SECRET = "whsec_of_these_tests";

/** A ctx that knows how Stripe signs but cannot reach it. Its time is so late that no consumer stirs. */
function stripeCtx(atMs = 2_100_000_000_000, webhookSecrets = [SECRET]): Ctx {
  const ctx = jobCtx();
  return {
    ...ctx,
    clock: { now: () => atMs },
    settings: {
      ...ctx.settings,
      bench: false,
      stripe: {
        secretKey: "sk_test_intake",
        apiBase: "http://127.0.0.1:9",
        webhookSecrets,
        tax: false,
      },
    },
  };
}

let made = 0;

function event(type: string, object: Record<string, unknown>): { id: string; body: string } {
  made += 1;
  const id = `evt_${made}`;
  const body = JSON.stringify({
    id,
    object: "event",
    api_version: "2026-10-28.endive",
    created: 2_099_999_990,
    livemode: false,
    type,
    data: { object },
  });
  return { id, body };
}

async function sign(
  ctx: Ctx,
  payload: string,
  secret = SECRET,
  offsetSeconds = 0,
): Promise<string> {
  return await Stripe.webhooks.generateTestHeaderStringAsync({
    payload,
    secret,
    timestamp: Math.floor(ctx.clock.now() / 1_000) + offsetSeconds,
    cryptoProvider: Stripe.createSubtleCryptoProvider(),
  });
}

async function rowOf(ctx: Ctx, id: string) {
  return await ctx.db.select().from(stripeEvents).where(eq(stripeEvents.id, id)).get();
}

async function work(ctx: Ctx, id: string): Promise<void> {
  await stripeEventJobs["stripe-events.received"]?.(ctx, { eventIds: [id] }, id);
}

async function take(ctx: Ctx, type: string, object: Record<string, unknown>): Promise<string> {
  const { id, body } = event(type, object);
  await receiveStripeEvent(ctx, body, await sign(ctx, body));
  return id;
}

test("a signed event is stored once, with what it is about, however often it comes", async () => {
  const ctx = stripeCtx();
  const { id, body } = event("invoice.paid", { object: "invoice", id: "in_1" });
  const signature = await sign(ctx, body);
  await Promise.all([1, 2, 3, 4, 5].map(() => receiveStripeEvent(ctx, body, signature)));
  expect(await rowOf(ctx, id)).toMatchObject({
    type: "invoice.paid",
    objectType: "invoice",
    objectId: "in_1",
    state: "received",
    deliveries: 5,
    tries: 0,
    createdAtMs: 2_099_999_990_000,
    receivedAtMs: 2_100_000_000_000,
    payload: body,
  });
});

test("what no secret in use signed is refused and leaves nothing behind", async () => {
  const ctx = stripeCtx();
  const { id, body } = event("invoice.paid", { object: "invoice", id: "in_1" });
  const wrong = [
    "",
    "nonsense",
    await sign(ctx, body, "whsec_of_someone_else"),
    await sign(ctx, `${body} `),
    await sign(ctx, body, SECRET, -301),
    await sign(ctx, body, SECRET, 301),
  ];
  for (const signature of wrong) {
    await expect(receiveStripeEvent(ctx, body, signature), signature).rejects.toMatchObject({
      slug: "signature-invalid",
    });
  }
  expect(await rowOf(ctx, id)).toBeUndefined();
});

test("five minutes either way are forgiven, and each of several secrets opens", async () => {
  const ctx = stripeCtx(undefined, ["whsec_new", "whsec_old"]);
  const variants = [
    ["whsec_old", -300],
    ["whsec_new", 300],
  ] as const;
  for (const [secret, offset] of variants) {
    const { id, body } = event("charge.succeeded", { object: "charge", id: "ch_1" });
    await receiveStripeEvent(ctx, body, await sign(ctx, body, secret, offset));
    expect(await rowOf(ctx, id)).toMatchObject({ state: "received" });
  }
});

test("without a signing secret nothing is let in", async () => {
  const { body } = event("invoice.paid", { object: "invoice", id: "in_1" });
  const signed = await sign(stripeCtx(), body);
  await expect(receiveStripeEvent(stripeCtx(undefined, []), body, signed)).rejects.toMatchObject({
    slug: "not-connected",
  });
  await expect(receiveStripeEvent(jobCtx(), body, signed)).rejects.toMatchObject({
    slug: "not-connected",
  });
});

test("a signed body that is no event is refused", async () => {
  const ctx = stripeCtx();
  for (const body of ["{}", "[]", '{"id":"evt_x","type":"invoice.paid","created":1}']) {
    await expect(receiveStripeEvent(ctx, body, await sign(ctx, body)), body).rejects.toMatchObject({
      slug: "bad-request",
    });
  }
});

test("types that concern nothing of ours are kept and ignored at once", async () => {
  const ctx = stripeCtx();
  const id = await take(ctx, "product.updated", { object: "product", id: "prod_1" });
  expect(await rowOf(ctx, id)).toMatchObject({ state: "ignored", nextTryAtMs: null });
});

test("an event about an object without an id is ignored", async () => {
  const ctx = stripeCtx();
  const id = await take(ctx, "invoice.upcoming", { object: "invoice" });
  await work(ctx, id);
  expect(await rowOf(ctx, id)).toMatchObject({ state: "ignored", tries: 1 });
});

test("an event that cannot be read is set aside at once, with the reason", async () => {
  const ctx = stripeCtx();
  const id = await take(ctx, "invoice.paid", { object: "invoice", id: "in_1" });
  await ctx.db.update(stripeEvents).set({ payload: null }).where(eq(stripeEvents.id, id));
  await work(ctx, id);
  const row = await rowOf(ctx, id);
  expect(row).toMatchObject({ state: "parked", nextTryAtMs: null, doneAtMs: null });
  expect(row?.lastError).toContain("no longer kept");
  await expect(replayStripeEvent(ctx, id)).rejects.toMatchObject({ slug: "conflict" });
});

test("what fails is tried again by its schedule, then set aside, then replayed by hand", async () => {
  const ctx = stripeCtx();
  const id = await take(ctx, "invoice.paid", { object: "invoice", id: "in_1" });
  await ctx.db.update(stripeEvents).set({ payload: "{" }).where(eq(stripeEvents.id, id));
  let nowMs = ctx.clock.now();
  const at = () => stripeCtx(nowMs);
  const waits: number[] = [];
  for (;;) {
    await work(at(), id);
    const row = await rowOf(ctx, id);
    if (row?.state === "parked") break;
    expect(row).toMatchObject({ state: "failed", tries: waits.length + 1 });
    waits.push((row?.nextTryAtMs ?? 0) - nowMs);
    nowMs = row?.nextTryAtMs ?? 0;
  }
  expect(waits).toEqual([5, 30, 120, 600, 3_600, 14_400, 43_200].map((seconds) => seconds * 1_000));
  expect((await getStripeHealth(at())).states.parked).toBeGreaterThan(0);
  await replayStripeEvent(at(), id);
  expect(await rowOf(ctx, id)).toMatchObject({ state: "received", tries: 0, lastError: null });
});

test("a failed event is not worked on before its time, nor one that another holds", async () => {
  const ctx = stripeCtx();
  const id = await take(ctx, "invoice.paid", { object: "invoice", id: "in_1" });
  const soonMs = ctx.clock.now() + MINUTE_MS;
  await ctx.db
    .update(stripeEvents)
    .set({ state: "processing", tries: 1, nextTryAtMs: soonMs })
    .where(eq(stripeEvents.id, id));
  await work(ctx, id);
  expect(await rowOf(ctx, id)).toMatchObject({ state: "processing", tries: 1 });
});

test("what a stopped worker held is taken up after its claim, or at once at a new start", async () => {
  const ctx = stripeCtx();
  const id = await take(ctx, "invoice.upcoming", { object: "invoice" });
  await ctx.db
    .update(stripeEvents)
    .set({ state: "processing", tries: 1, nextTryAtMs: ctx.clock.now() + MINUTE_MS })
    .where(eq(stripeEvents.id, id));
  const later = stripeCtx(ctx.clock.now() + HOUR_MS);
  expect(await sweepStripeEvents(later)).toBeGreaterThan(0);
  expect(await recoverStripeEvents(ctx)).toBeGreaterThan(0);
  await work(ctx, id);
  expect(await rowOf(ctx, id)).toMatchObject({ state: "ignored", tries: 2 });
});

test("events are found by state, type, start of a type and id, page by page", async () => {
  const ctx = stripeCtx(2_101_000_000_000);
  const ids: string[] = [];
  for (const type of ["credit_note.created", "credit_note.updated", "credit_note.voided"]) {
    ids.push(await take(ctx, type, { object: "credit_note", id: "cn_77", invoice: "in_77" }));
  }
  const found = async (query: Parameters<typeof listStripeEvents>[1]) =>
    (await listStripeEvents(ctx, query)).items.map(({ id }) => id);
  expect((await found({ type: "credit_note." })).toSorted()).toEqual(ids.toSorted());
  expect(await found({ type: "credit_note.voided" })).toEqual([ids[2]]);
  expect(await found({ text: "cn_7" })).toHaveLength(3);
  expect(await found({ text: ids[1] ?? "" })).toContain(ids[1]);
  expect(await found({ text: "cn_7", state: "parked" })).toEqual([]);
  const first = await listStripeEvents(ctx, { type: "credit_note.", limit: 2 });
  expect(first.items).toHaveLength(2);
  const second = await listStripeEvents(ctx, {
    type: "credit_note.",
    limit: 2,
    cursor: first.nextCursor ?? "",
  });
  expect(second.nextCursor).toBeNull();
  expect([...first.items, ...second.items].map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});

test("many are replayed by type, state and time, and only those", async () => {
  const ctx = stripeCtx(2_102_000_000_000);
  const of = async (type: string) => await take(ctx, type, { object: "refund", id: "re_1" });
  const [parked, fine] = [await of("refund.failed"), await of("refund.failed")];
  await ctx.db
    .update(stripeEvents)
    .set({ state: "parked", nextTryAtMs: null, tries: 8 })
    .where(eq(stripeEvents.id, parked));
  await work(ctx, fine);
  expect(await replayStripeEvents(ctx, { type: "refund.failed", toAtMs: ctx.clock.now() })).toEqual(
    {
      replayed: 0,
    },
  );
  expect(await replayStripeEvents(ctx, { type: "refund.failed" })).toEqual({ replayed: 1 });
  expect(await rowOf(ctx, parked)).toMatchObject({ state: "received", tries: 0 });
  expect(await rowOf(ctx, fine)).toMatchObject({ state: "ignored" });
  expect(await replayStripeEvents(ctx, { ids: [fine] })).toEqual({ replayed: 1 });
});

test("the text of what was done 90 days ago is forgotten, the row is not", async () => {
  const ctx = stripeCtx();
  const id = await take(ctx, "product.created", { object: "product", id: "prod_1" });
  const waits = await take(ctx, "invoice.paid", { object: "invoice", id: "in_1" });
  const later = stripeCtx(ctx.clock.now() + 91 * 24 * HOUR_MS);
  expect(await expireStripeEvents(later)).toBeGreaterThan(0);
  expect(await expireStripeEvents(later)).toBe(0);
  expect(await getStripeEvent(ctx, id)).toMatchObject({ state: "ignored", payload: null });
  expect((await getStripeEvent(ctx, waits)).payload).not.toBeNull();
});

test("nobody but the operator sees or replays events", async () => {
  const { ctx } = await makePerson();
  const refused = { slug: "forbidden" };
  await expect(listStripeEvents(ctx)).rejects.toMatchObject(refused);
  await expect(getStripeEvent(ctx, "evt_1")).rejects.toMatchObject(refused);
  await expect(replayStripeEvent(ctx, "evt_1")).rejects.toMatchObject(refused);
  await expect(replayStripeEvents(ctx)).rejects.toMatchObject(refused);
  await expect(getStripeHealth(ctx)).rejects.toMatchObject(refused);
  await expect(replayStripeEvent(jobCtx(), "evt_none")).rejects.toMatchObject({
    slug: "not-found",
  });
});

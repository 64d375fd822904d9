import { env } from "cloudflare:workers";
import { and, eq, like } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { expect, test, vi } from "vitest";
import type { Id, WorkspaceId } from "#core/ids";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import { listNotices } from "#features/notices";
import { listMails } from "#features/mail";
import { runBatch } from "#platform/db";
import { outbox } from "#platform/outbox.tables";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import type { ReceivedRequest } from "../../../tests/support/webhook-receiver.ts";
import { lateCtx, lateJobCtx, LATE_MS, makeEndpoint } from "../../../tests/support/webhooks.ts";
import { expireWebhooks } from "./expire-webhooks.ts";
import {
  deleteEndpoint,
  getDelivery,
  getEndpoint,
  listDeliveries,
  replayDelivery,
  replayFailedDeliveries,
  rotateSecret,
  sweepDeliveries,
  testEndpoint,
  updateEndpoint,
  webhookRows,
} from "./index.ts";
import { webhookJobs } from "./jobs.ts";
import type { WebhookType } from "./schema.ts";
import { recoverDeliveries } from "./sweep-deliveries.ts";
import { webhookDeliveries, webhookMessages } from "./tables.ts";

// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

/** What the specification's own package makes of a request, as if it came in at that time. */
function verifyAt(atMs: number, secret: string, request: ReceivedRequest | undefined): unknown {
  vi.useFakeTimers({ toFake: ["Date"], now: atMs });
  try {
    return new Webhook(secret).verify(request?.body ?? "", request?.headers ?? {});
  } finally {
    vi.useRealTimers();
  }
}

/** Tells that something happened and puts it on its way, as the queue would. */
async function tell(
  workspaceId: WorkspaceId,
  type: WebhookType,
  { data = {}, key, atMs = LATE_MS }: { data?: object; key?: string; atMs?: number } = {},
): Promise<Id<"whd">[]> {
  const ctx = lateJobCtx(atMs);
  const occasion = { workspaceId, type, data: { ...data }, ...(key === undefined ? {} : { key }) };
  await runBatch(ctx.db, webhookRows(ctx, occasion));
  const said = await ctx.db.select().from(outbox).where(like(outbox.type, "webhooks.%"));
  await ctx.db.delete(outbox).where(like(outbox.type, "webhooks.%"));
  const before = new Set((await deliveriesOf(workspaceId)).map(({ id }) => id));
  for (const { payload, id } of said) {
    const { messageId } = payload as { messageId: Id<"whm"> };
    await webhookJobs["webhooks.message-published"]?.(ctx, { messageId }, id);
  }
  return (await deliveriesOf(workspaceId)).map(({ id }) => id).filter((id) => !before.has(id));
}

async function deliveriesOf(workspaceId: WorkspaceId) {
  return await jobCtx()
    .db.select()
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.workspaceId, workspaceId));
}

async function deliver(id: Id<"whd"> | undefined, atMs = LATE_MS): Promise<void> {
  if (id === undefined) throw new Error("There is no delivery");
  await webhookJobs["webhooks.delivery-due"]?.(lateJobCtx(atMs), { deliveryId: id }, id);
}

test("what happens in a workspace without endpoints leaves nothing behind", async () => {
  const { workspace } = await makePerson();
  expect(await tell(workspace.id, "invoice.paid")).toEqual([]);
  const kept = await jobCtx()
    .db.select()
    .from(webhookMessages)
    .where(eq(webhookMessages.workspaceId, workspace.id));
  expect(kept).toEqual([]);
});

test("every endpoint that listens is told once, signed as the specification has it", async () => {
  const { ctx, workspace } = await makePerson();
  const all = await makeEndpoint(ctx);
  const some = await makeEndpoint(ctx, { types: ["invoice.paid", "topup.failed"] });
  const others = await makeEndpoint(ctx, { types: ["topup.failed"] });
  const data = { invoiceId: "in_1", amountMinor: 4_900, currency: "usd" };
  const ids = await tell(workspace.id, "invoice.paid", { data });
  expect(ids).toHaveLength(2);
  for (const id of ids) await deliver(id);
  for (const id of ids) await deliver(id);
  for (const { receiver, secret } of [all, some]) {
    const [request, ...more] = await receiver.received();
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "Selvedge-Webhooks/1",
        "webhook-id": expect.stringMatching(/^whm_/),
      },
    });
    expect(verifyAt(LATE_MS, secret, request)).toEqual({
      type: "invoice.paid",
      timestamp: new Date(LATE_MS).toISOString(),
      data,
    });
  }
  expect(await others.receiver.received()).toEqual([]);
  const detail = await getDelivery(lateCtx(ctx), ids[0] ?? "");
  expect(detail).toMatchObject({ state: "succeeded", lastStatus: 204, tries: 1 });
  expect(detail.attempts).toMatchObject([{ status: 204, failure: null, response: "" }]);
});

test("the same occasion is told once, however often its batch is written", async () => {
  const { ctx, workspace } = await makePerson();
  await makeEndpoint(ctx);
  const key = "invoice.paid:in_9";
  expect(await tell(workspace.id, "invoice.paid", { key })).toHaveLength(1);
  expect(await tell(workspace.id, "invoice.paid", { key })).toHaveLength(0);
  expect(await tell(workspace.id, "invoice.paid")).toHaveLength(1);
});

test("publishing a message again changes nothing", async () => {
  const { ctx, workspace } = await makePerson();
  await makeEndpoint(ctx);
  await tell(workspace.id, "topup.succeeded");
  const [row] = await deliveriesOf(workspace.id);
  const messageId = row?.messageId ?? "whm_";
  await webhookJobs["webhooks.message-published"]?.(lateJobCtx(), { messageId }, "again");
  expect(await deliveriesOf(workspace.id)).toEqual([row]);
});

test("a failed delivery follows the published schedule until it succeeds", async () => {
  const { ctx, workspace } = await makePerson();
  const { receiver, endpoint } = await makeEndpoint(ctx);
  await receiver.behave({ kind: "status", statuses: [500, 503, 204], body: "x".repeat(5_000) });
  const [id = "whd_"] = await tell(workspace.id, "invoice.paid");
  await deliver(id);
  expect(await getDelivery(lateCtx(ctx), id)).toMatchObject({
    state: "pending",
    lastStatus: 500,
    lastFailure: "status",
    nextTryAtMs: LATE_MS + 5_000,
  });
  await deliver(id, LATE_MS + 4_999);
  expect(await receiver.received()).toHaveLength(1);
  await deliver(id, LATE_MS + 5_000);
  expect(await getDelivery(lateCtx(ctx), id)).toMatchObject({
    nextTryAtMs: LATE_MS + 5_000 + 5 * MINUTE_MS,
  });
  expect((await getEndpoint(lateCtx(ctx), endpoint.id)).failingSinceAtMs).toBe(LATE_MS);
  await deliver(id, LATE_MS + 10 * MINUTE_MS);
  const detail = await getDelivery(lateCtx(ctx), id);
  expect(detail).toMatchObject({ state: "succeeded", tries: 3 });
  expect(detail.attempts.map(({ status }) => status)).toEqual([500, 503, 204]);
  expect(detail.attempts[0]?.response).toBe("x".repeat(1_000));
  expect((await getEndpoint(lateCtx(ctx), endpoint.id)).failingSinceAtMs).toBeNull();
  const ids = (await receiver.received()).map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids).size).toBe(1);
});

test("after the eighth try a delivery has failed, and is not tried again", async () => {
  const { ctx, workspace } = await makePerson();
  const { receiver } = await makeEndpoint(ctx);
  await receiver.behave({ kind: "status", statuses: [500] });
  const [id = "whd_"] = await tell(workspace.id, "invoice.paid");
  let atMs = LATE_MS;
  for (let tries = 1; tries <= 8; tries++) {
    await deliver(id, atMs);
    atMs = (await getDelivery(lateCtx(ctx), id)).nextTryAtMs ?? atMs;
  }
  expect(atMs - LATE_MS).toBe(5_000 + 35 * MINUTE_MS + 27 * HOUR_MS);
  expect(await getDelivery(lateCtx(ctx), id)).toMatchObject({ state: "failed", tries: 8 });
  await deliver(id, atMs + DAY_MS);
  expect(await receiver.received()).toHaveLength(8);
});

test("redirects are not followed, and broken connections are failures", async () => {
  const { ctx, workspace } = await makePerson();
  const target = await makeEndpoint(ctx, { types: ["statement.ready"] });
  const redirecting = await makeEndpoint(ctx, { types: ["refund.created"] });
  const breaking = await makeEndpoint(ctx, { types: ["refund.created"] });
  await redirecting.receiver.behave({ kind: "redirect", location: target.receiver.url });
  await breaking.receiver.behave({ kind: "reset" });
  const ids = await tell(workspace.id, "refund.created");
  for (const id of ids) await deliver(id);
  const outcomes = await listDeliveries(lateCtx(ctx));
  const of = (endpointId: string) => outcomes.items.find((one) => one.endpointId === endpointId);
  expect(of(redirecting.endpoint.id)).toMatchObject({ lastStatus: 302, lastFailure: "status" });
  expect(of(breaking.endpoint.id)).toMatchObject({ lastStatus: null, lastFailure: "connection" });
  expect(await target.receiver.received()).toEqual([]);
});

test("an address is looked at again before every attempt", async () => {
  const { ctx, workspace } = await makePerson();
  const { endpoint, receiver } = await makeEndpoint(ctx);
  const [id = "whd_"] = await tell(workspace.id, "invoice.paid");
  const strict = lateCtx(jobCtx(), { privateHosts: false });
  await webhookJobs["webhooks.delivery-due"]?.(strict, { deliveryId: id }, "strict");
  expect(await getDelivery(lateCtx(ctx), id)).toMatchObject({ lastFailure: "refused" });
  await env.DB.prepare("UPDATE webhook_endpoints SET url = ? WHERE id = ?")
    .bind("https://a-10-0-0-1.names.selvedge.dev/", endpoint.id)
    .run();
  const later = lateCtx(jobCtx(), { privateHosts: false, atMs: LATE_MS + 5_000 });
  await webhookJobs["webhooks.delivery-due"]?.(later, { deliveryId: id }, "strict");
  const { attempts } = await getDelivery(lateCtx(ctx), id);
  expect(attempts.map(({ failure }) => failure)).toEqual(["refused", "refused"]);
  expect(attempts[1]?.detail).toContain("private network");
  expect(await receiver.received()).toEqual([]);
});

test("one delivery is never attempted twice at a time", async () => {
  const { ctx, workspace } = await makePerson();
  const { receiver } = await makeEndpoint(ctx);
  const [id] = await tell(workspace.id, "invoice.paid");
  await Promise.all([1, 2, 3, 4, 5].map(() => deliver(id)));
  expect(await receiver.received()).toHaveLength(1);
});

test("what a stopped worker had taken is attempted again", async () => {
  const { ctx, workspace } = await makePerson();
  const { receiver } = await makeEndpoint(ctx);
  const [id = "whd_"] = await tell(workspace.id, "invoice.paid");
  await env.DB.prepare("UPDATE webhook_deliveries SET tries = 1, next_try_at_ms = ? WHERE id = ?")
    .bind(LATE_MS + MINUTE_MS, id)
    .run();
  await deliver(id, LATE_MS + 1);
  expect(await receiver.received()).toEqual([]);
  expect(await sweepDeliveries(lateJobCtx(LATE_MS + MINUTE_MS))).toBeGreaterThan(0);
  expect(await recoverDeliveries(lateJobCtx(LATE_MS + 1))).toBeGreaterThan(0);
  await deliver(id, LATE_MS + 1);
  expect(await receiver.received()).toHaveLength(1);
});

test("who has lost a delivery meanwhile says nothing of it or its endpoint", async () => {
  const { ctx, workspace } = await makePerson();
  const { endpoint, receiver } = await makeEndpoint(ctx);
  await receiver.behave({ kind: "hold" });
  const [id = "whd_"] = await tell(workspace.id, "invoice.paid");
  const late = deliver(id);
  await vi.waitFor(async () => expect(await receiver.received()).toHaveLength(1));
  await env.DB.prepare("UPDATE webhook_deliveries SET tries = tries + 1 WHERE id = ?")
    .bind(id)
    .run();
  await receiver.behave({ kind: "status", statuses: [500] });
  await late;
  expect(await getDelivery(lateCtx(ctx), id)).toMatchObject({ state: "pending", lastStatus: null });
  const kept = await env.DB.prepare(
    "SELECT failing_since_at_ms FROM webhook_endpoints WHERE id = ?",
  )
    .bind(endpoint.id)
    .first("failing_since_at_ms");
  expect(kept).toBeNull();
});

test("an endpoint that has worked meanwhile is not switched off by what failed before", async () => {
  const { ctx, workspace } = await makePerson();
  const { endpoint, receiver } = await makeEndpoint(ctx);
  await receiver.behave({ kind: "status", statuses: [500, 500] });
  const [early] = await tell(workspace.id, "invoice.paid");
  await deliver(early);
  await receiver.behave({ kind: "hold" });
  const atMs = LATE_MS + 6 * DAY_MS;
  const [failing, working] = [
    ...(await tell(workspace.id, "invoice.paid", { atMs })),
    ...(await tell(workspace.id, "invoice.paid", { atMs })),
  ];
  const failed = deliver(failing, atMs);
  await vi.waitFor(async () => expect(await receiver.received()).toHaveLength(2));
  await env.DB.prepare("UPDATE webhook_endpoints SET failing_since_at_ms = NULL WHERE id = ?")
    .bind(endpoint.id)
    .run();
  await receiver.behave({ kind: "status", statuses: [500] });
  await failed;
  expect(await getEndpoint(lateCtx(ctx), endpoint.id)).toMatchObject({ state: "active" });
  await receiver.behave({ kind: "status", statuses: [204] });
  await deliver(working, atMs);
  expect(await getDelivery(lateCtx(ctx), working ?? "")).toMatchObject({ state: "succeeded" });
});

test("410 switches an endpoint off at once and tells its admins once", async () => {
  const { ctx, workspace, email } = await makePerson();
  const { endpoint, receiver } = await makeEndpoint(ctx);
  await receiver.behave({ kind: "status", statuses: [410] });
  const [first] = await tell(workspace.id, "invoice.paid");
  const [second] = await tell(workspace.id, "invoice.paid");
  await deliver(first);
  await deliver(second);
  expect(await getEndpoint(lateCtx(ctx), endpoint.id)).toMatchObject({
    state: "disabled",
    disabledReason: "gone",
  });
  expect(await getDelivery(lateCtx(ctx), first ?? "")).toMatchObject({ state: "failed", tries: 1 });
  expect(await getDelivery(lateCtx(ctx), second ?? "")).toMatchObject({
    state: "failed",
    lastFailure: "inactive",
  });
  expect(await receiver.received()).toHaveLength(1);
  const mails = (await listMails(jobCtx(), { to: email })).filter(
    ({ template }) => template === "webhook-disabled",
  );
  expect(mails).toHaveLength(1);
  const { items } = await listNotices(lateCtx(ctx));
  expect(items).toMatchObject([{ kind: "webhook-disabled", href: `/webhooks/${endpoint.id}` }]);
});

test("five days without a success switch an endpoint off; a success starts them anew", async () => {
  const { ctx, workspace } = await makePerson();
  const { endpoint, receiver } = await makeEndpoint(ctx);
  const state = async () => (await getEndpoint(lateCtx(ctx), endpoint.id)).state;
  const failAt = async (atMs: number) => {
    const [id] = await tell(workspace.id, "invoice.paid", { atMs });
    await deliver(id, atMs);
  };
  await receiver.behave({ kind: "status", statuses: [500, 500, 204, 500, 500, 500] });
  await failAt(LATE_MS);
  await failAt(LATE_MS + 4 * DAY_MS);
  await failAt(LATE_MS + 5 * DAY_MS);
  expect(await state()).toBe("active");
  await failAt(LATE_MS + 6 * DAY_MS);
  await failAt(LATE_MS + 10 * DAY_MS);
  expect(await state()).toBe("active");
  await failAt(LATE_MS + 11 * DAY_MS);
  expect(await state()).toBe("disabled");
  await updateEndpoint(lateCtx(ctx), endpoint.id, { state: "active" });
  await failAt(LATE_MS + 12 * DAY_MS);
  expect(await state()).toBe("active");
});

test("what an endpoint missed while it was off is sent when its people ask for it", async () => {
  const { ctx, workspace } = await makePerson();
  const own = lateCtx(ctx);
  const { endpoint, receiver } = await makeEndpoint(ctx);
  await updateEndpoint(own, endpoint.id, { state: "off" });
  const [missed = "whd_"] = await tell(workspace.id, "invoice.paid");
  expect(await getDelivery(own, missed)).toMatchObject({
    state: "failed",
    lastFailure: "inactive",
  });
  await expect(replayDelivery(own, missed)).rejects.toMatchObject({ slug: "conflict" });
  await expect(replayFailedDeliveries(own, endpoint.id, {})).rejects.toMatchObject({
    slug: "conflict",
  });
  await updateEndpoint(own, endpoint.id, { state: "active" });
  expect(await replayFailedDeliveries(own, endpoint.id, { fromAtMs: LATE_MS + 1 })).toEqual({
    replayed: 0,
  });
  expect(await replayFailedDeliveries(own, endpoint.id, { fromAtMs: LATE_MS })).toEqual({
    replayed: 1,
  });
  await deliver(missed);
  expect(await receiver.received()).toHaveLength(1);
});

test("a replay sends the same message again, by the whole schedule", async () => {
  const { ctx, workspace } = await makePerson();
  const own = lateCtx(ctx);
  const { receiver } = await makeEndpoint(ctx);
  const [id = "whd_"] = await tell(workspace.id, "invoice.paid");
  await deliver(id);
  await replayDelivery(own, id);
  await replayDelivery(own, id);
  expect(await getDelivery(own, id)).toMatchObject({ state: "pending", tries: 0 });
  await deliver(id);
  const [first, second] = await receiver.received();
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(second?.body).toBe(first?.body);
  expect((await getDelivery(own, id)).attempts).toHaveLength(2);
});

test("a test is sent at once, tried once, and says nothing about health", async () => {
  const { ctx } = await makePerson();
  const own = lateCtx(ctx);
  const { endpoint, receiver } = await makeEndpoint(ctx);
  await updateEndpoint(own, endpoint.id, { state: "off" });
  expect(await testEndpoint(own, endpoint.id)).toMatchObject({
    type: "test.ping",
    state: "succeeded",
    lastStatus: 204,
  });
  const [ping] = await receiver.received();
  expect(JSON.parse(ping?.body ?? "")).toMatchObject({
    type: "test.ping",
    data: { endpointId: endpoint.id },
  });
  await receiver.behave({ kind: "status", statuses: [500] });
  expect(await testEndpoint(own, endpoint.id)).toMatchObject({ state: "failed", lastStatus: 500 });
  expect(await getEndpoint(own, endpoint.id)).toMatchObject({ failingSinceAtMs: null });
});

test("sixty tests and replays a minute are enough", async () => {
  const { ctx } = await makePerson();
  const own = lateCtx(ctx);
  const { endpoint } = await makeEndpoint(ctx);
  const sends = Array.from({ length: 61 }, () => testEndpoint(own, endpoint.id));
  const refused = (await Promise.allSettled(sends)).filter(({ status }) => status === "rejected");
  expect(refused).toMatchObject([{ reason: { slug: "too-many-requests" } }]);
});

test("while secrets overlap both sign; afterwards only the new one does", async () => {
  const { ctx } = await makePerson();
  const own = lateCtx(ctx);
  const { endpoint, receiver, secret: old } = await makeEndpoint(ctx);
  const { secret } = await rotateSecret(own, endpoint.id);
  await testEndpoint(own, endpoint.id);
  const [overlapping] = await receiver.received();
  for (const one of [old, secret]) {
    expect(verifyAt(LATE_MS, one, overlapping)).toMatchObject({ type: "test.ping" });
  }
  const laterMs = LATE_MS + DAY_MS;
  await testEndpoint(lateCtx(ctx, { atMs: laterMs }), endpoint.id);
  const [, after] = await receiver.received();
  expect(verifyAt(laterMs, secret, after)).toMatchObject({ type: "test.ping" });
  expect(() => verifyAt(laterMs, old, after)).toThrow("No matching signature found");
});

test("deliveries are found by endpoint, state, type and time, page by page", async () => {
  const { ctx, workspace } = await makePerson();
  const own = lateCtx(ctx);
  const { endpoint, receiver } = await makeEndpoint(ctx);
  await receiver.behave({ kind: "status", statuses: [204, 500] });
  const [fine] = await tell(workspace.id, "invoice.paid");
  const [failing] = await tell(workspace.id, "topup.failed", { atMs: LATE_MS + 1 });
  const [late] = await tell(workspace.id, "topup.failed", { atMs: LATE_MS + DAY_MS });
  await deliver(fine);
  await deliver(failing);
  const found = async (query: Parameters<typeof listDeliveries>[1]) =>
    (await listDeliveries(own, query)).items.map(({ id }) => id);
  expect(await found({ endpointId: endpoint.id })).toEqual([late, failing, fine]);
  expect(await found({ state: "succeeded" })).toEqual([fine]);
  expect(await found({ type: "topup.failed", fromAtMs: LATE_MS + 2 })).toEqual([late]);
  const page = await listDeliveries(own, { limit: 2 });
  expect(page.items).toHaveLength(2);
  expect(await found({ cursor: page.nextCursor ?? "", limit: 2 })).toEqual([fine]);
});

test("what was delivered is forgotten after 30 days, with its message", async () => {
  const { ctx, workspace } = await makePerson();
  const { endpoint } = await makeEndpoint(ctx);
  const [id = "whd_"] = await tell(workspace.id, "invoice.paid");
  await deliver(id);
  await expireWebhooks(lateJobCtx(LATE_MS + 30 * DAY_MS));
  expect(await getDelivery(lateCtx(ctx), id)).toMatchObject({ state: "succeeded" });
  await expireWebhooks(lateJobCtx(LATE_MS + 30 * DAY_MS + 1));
  await expect(getDelivery(lateCtx(ctx), id)).rejects.toMatchObject({ slug: "not-found" });
  const messages = await jobCtx()
    .db.select()
    .from(webhookMessages)
    .where(and(eq(webhookMessages.workspaceId, workspace.id)));
  expect(messages).toEqual([]);
  expect(await getEndpoint(lateCtx(ctx), endpoint.id)).toBeDefined();
});

test("what waits for a deleted endpoint ends without an attempt", async () => {
  const { ctx, workspace } = await makePerson();
  const { endpoint, receiver } = await makeEndpoint(ctx);
  const [id = "whd_"] = await tell(workspace.id, "invoice.paid");
  await deleteEndpoint(lateCtx(ctx), endpoint.id);
  await deliver(id);
  expect(await getDelivery(lateCtx(ctx), id)).toMatchObject({ state: "failed" });
  expect(await receiver.received()).toEqual([]);
});

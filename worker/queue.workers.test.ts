import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { newId } from "#core/ids";
import { listParked, replayAllParked, replayParked } from "#features/operations";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import { type JobHandlers, NotRetryable } from "#platform/jobs";
import { outboxRow, sweepOutbox } from "#platform/outbox";
import { runBatch } from "#platform/db";
import type { WorkMessage } from "#platform/queue";
import { consume, decideRetry, TRIES_MAX } from "./queue.ts";

beforeEach(async () => {
  await env.DB.batch([
    env.DB.prepare("delete from parked_jobs"),
    env.DB.prepare("delete from outbox"),
  ]);
});

function operatorCtx(): Ctx {
  return createCtx(env, { actor: { kind: "job", name: "test" } });
}

function mailMessage(mailId = "mail_1"): WorkMessage {
  return { id: newId("obx", Date.now()), type: "mail.requested", payload: { mailId } };
}

async function deliver(handlers: JobHandlers, messages: WorkMessage[], attempts = 1) {
  const batch = createMessageBatch<WorkMessage>(
    "selvedge-work",
    messages.map((body, at) => ({ id: String(at), timestamp: new Date(), attempts, body })),
  );
  const execution = createExecutionContext();
  await consume(batch, env, execution, handlers);
  return await getQueueResult(batch, execution);
}

const failing: JobHandlers = {
  "mail.requested": async () => {
    throw new Error("the mail server is down");
  },
};

test("each message of a batch is concluded on its own", async () => {
  const seen: string[] = [];
  const handlers: JobHandlers = {
    "mail.requested": async (_ctx, { mailId }) => {
      if (mailId === "mail_bad") throw new Error("this one fails");
      seen.push(mailId);
    },
  };
  const messages = [mailMessage("mail_a"), mailMessage("mail_bad"), mailMessage("mail_b")];
  const result = await deliver(handlers, messages);
  expect(seen.toSorted()).toEqual(["mail_a", "mail_b"]);
  expect(result.explicitAcks.toSorted()).toEqual(["0", "2"]);
  expect(result.retryMessages.map((one) => one.msgId)).toEqual(["1"]);
});

test("a message that keeps failing is parked with the reason after its eighth try", async () => {
  const message = mailMessage();
  const seventh = await deliver(failing, [message], TRIES_MAX - 1);
  expect(seventh.retryMessages).toHaveLength(1);
  const eighth = await deliver(failing, [message], TRIES_MAX);
  expect(eighth.explicitAcks).toEqual(["0"]);
  const { items } = await listParked(operatorCtx());
  expect(items).toMatchObject([
    { messageId: message.id, type: "mail.requested", reason: "the mail server is down", tries: 8 },
  ]);
});

test("tries are spaced further and further apart", () => {
  const delays = [1, 2, 3, 7].map((tries) => decideRetry(new Error("x"), tries, false));
  expect(delays).toEqual([2, 4, 8, 128].map((delaySeconds) => ({ kind: "retry", delaySeconds })));
});

test("what no retry can help is parked at once", async () => {
  const handlers: JobHandlers = {
    "mail.requested": async () => {
      throw new NotRetryable("there is no such mail");
    },
  };
  const unknown = { id: "obx_x", type: "nobody.knows", payload: {} } as unknown as WorkMessage;
  const result = await deliver(handlers, [mailMessage(), unknown]);
  expect(result.explicitAcks).toHaveLength(2);
  const { items } = await listParked(operatorCtx());
  expect(items.map((item) => item.reason).toSorted()).toEqual([
    "Nothing handles nobody.knows",
    "there is no such mail",
  ]);
});

test("a message leaves the outbox only when it was worked on or parked", async () => {
  const ctx = operatorCtx();
  await runBatch(ctx.db, [outboxRow(ctx, "mail.requested", { mailId: "mail_1" })]);
  const [id = ""] = ctx.outboxIds;
  const message: WorkMessage = { id, type: "mail.requested", payload: { mailId: "mail_1" } };
  const rows = async () => (await env.DB.prepare("select id from outbox").all()).results;
  await deliver(failing, [message]);
  expect(await rows()).toEqual([{ id }]);
  await deliver({ "mail.requested": async () => undefined }, [message]);
  expect(await rows()).toEqual([]);
});

test("a replayed message goes back under its own id, once, and leaves the list", async () => {
  const message = mailMessage();
  await deliver(failing, [message], TRIES_MAX);
  const ctx = operatorCtx();
  const [parked] = (await listParked(ctx)).items;
  await replayParked(ctx, parked?.id ?? "");
  await replayParked(ctx, parked?.id ?? "");
  const rows = await env.DB.prepare("select id, type, payload from outbox").all();
  expect(rows.results).toEqual([
    { id: message.id, type: "mail.requested", payload: '{"mailId":"mail_1"}' },
  ]);
  expect((await listParked(ctx)).items).toEqual([]);
  expect(await sweepOutbox(ctx, true)).toBe(1);
});

test("a message that fails again after its replay is on the list again", async () => {
  const message = mailMessage();
  await deliver(failing, [message], TRIES_MAX);
  expect(await replayAllParked(operatorCtx())).toBe(1);
  await deliver(failing, [message], TRIES_MAX);
  expect((await listParked(operatorCtx())).items).toMatchObject([{ tries: 2 * TRIES_MAX }]);
});

test("only the operator sees and replays parked messages", async () => {
  const user = {
    kind: "user",
    userId: "user_1",
    email: "",
    name: "",
    operator: false,
    sessionId: "sess_1",
    authenticatedAtMs: 0,
  } as const;
  const ctx = createCtx(env, { actor: user });
  await expect(listParked(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(replayAllParked(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(replayParked(ctx, "job_1")).rejects.toMatchObject({ slug: "forbidden" });
});

import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { mailSuppressions } from "#features/mail/tables";
import { eq } from "drizzle-orm";
import { freshEmail, jobCtx } from "../tests/support/people.ts";
import worker from "./index.ts";
import { MAIL_EVENTS_QUEUE } from "./mail-events.ts";

function bounced(recipient: string) {
  const eventId = `evt-${recipient}`;
  const bounce = { type: "hard", reason: "550 5.1.1 no such user" };
  return {
    type: "cf.email.sending.message.bounced",
    payload: { eventId, messageId: `id-${recipient}`, recipient, bounce },
    metadata: { eventTimestamp: "2026-11-28T10:00:00Z" },
  };
}

/** Hands a batch to the Worker as the queue of that name does, and says what became of each. */
async function deliver(bodies: unknown[], on: Env = env) {
  const messages = bodies.map((body, at) => ({
    id: `m${at}`,
    timestamp: new Date(0),
    attempts: 1,
    body,
  }));
  const batch = createMessageBatch(MAIL_EVENTS_QUEUE, messages);
  const execution = createExecutionContext();
  await worker.queue(batch as MessageBatch<never>, on, execution);
  return await getQueueResult(batch, execution);
}

test("what Cloudflare's queue tells suppresses an address, and what is not understood goes", async () => {
  const recipient = freshEmail();
  const result = await deliver([bounced(recipient), bounced(recipient), { type: "other" }]);
  expect(result.explicitAcks).toEqual(["m0", "m1", "m2"]);
  const held = await jobCtx()
    .db.select()
    .from(mailSuppressions)
    .where(eq(mailSuppressions.address, recipient));
  expect(held).toMatchObject([{ reason: "hard-bounce", scope: "all" }]);
});

test("an event that could not be written down comes again", async () => {
  const broken = { ...env, DB: { prepare: () => ({}) } as unknown as D1Database };
  const { explicitAcks, retryMessages } = await deliver([bounced(freshEmail())], broken);
  expect(explicitAcks).toEqual([]);
  expect(retryMessages).toMatchObject([{ msgId: "m0" }]);
});

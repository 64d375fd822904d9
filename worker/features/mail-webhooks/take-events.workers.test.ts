import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { runBatch } from "#platform/db";
import { jobCtx } from "../../../tests/support/people.ts";
import { mailWebhookJobs } from "./jobs.ts";
import type { ReportedEvent } from "./schema.ts";
import { eventRows } from "./take-events.ts";

const QUEUE_BYTES_MAX = 128_000;

let made = 0;

function told(over: Partial<ReportedEvent> = {}): ReportedEvent {
  made += 1;
  return {
    transport: "sendgrid",
    eventId: `taken-${made}`,
    address: `taken-${made}@example.net`,
    kind: "deferred",
    atMs: 0,
    detail: "450 later",
    ...over,
  };
}

/** What the queue is to carry of these events. */
async function take(events: ReportedEvent[]): Promise<string[]> {
  const ctx = jobCtx();
  await env.DB.prepare("DELETE FROM outbox").run();
  await runBatch(ctx.db, eventRows(ctx, events));
  const { results } = await env.DB.prepare("SELECT payload FROM outbox ORDER BY id").all<{
    payload: string;
  }>();
  return results.map(({ payload }) => payload);
}

it("whatever servers say, each message of the queue is within its limit, and no event is left out", async () => {
  const events = Array.from({ length: 500 }, () => told({ detail: "\u0001".repeat(5_000) }));
  const payloads = await take(events);
  const ids = payloads.flatMap((payload) => {
    expect(new TextEncoder().encode(payload).length).toBeLessThan(QUEUE_BYTES_MAX);
    return (JSON.parse(payload) as { events: ReportedEvent[] }).events.map(
      ({ eventId }) => eventId,
    );
  });
  expect(ids.sort()).toEqual(events.map(({ eventId }) => eventId).sort());
});

it("events that nobody could record do not keep the others of their batch waiting", async () => {
  const [first, last] = [told(), told()];
  const wrong = [
    told({ address: "x" }),
    told({ atMs: 1e300 }),
    told({ eventId: "y".repeat(400) }),
    told({ address: `${"z".repeat(400)}@example.net` }),
  ];
  for (const payload of await take([first, ...wrong, last])) {
    await mailWebhookJobs["mail-webhooks.received"]?.(jobCtx(), JSON.parse(payload), "m");
  }
  const { results } = await env.DB.prepare(
    "SELECT event_id AS eventId FROM mail_events ORDER BY event_id",
  ).all<{ eventId: string }>();
  expect(results.map(({ eventId }) => eventId)).toEqual([first.eventId, last.eventId].sort());
});

it("of nothing nothing is taken", async () => {
  expect(await take([])).toEqual([]);
});

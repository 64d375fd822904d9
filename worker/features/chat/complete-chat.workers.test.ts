import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Problem } from "#core/problem";
import { ledgerOf } from "#objects/ledger";
import { makeChatter } from "../../../tests/support/chat.ts";
import { completeChat, type CompletionEvent } from "./index.ts";

async function readAll(events: AsyncIterable<CompletionEvent>): Promise<CompletionEvent[]> {
  const all: CompletionEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const question = [{ role: "user" as const, content: "How do I top up PT?" }];

test("a stateless completion streams its text, is charged once and can be asked for again", async () => {
  const { ctx, accountId } = await makeChatter({ pt: 100 });
  const input = { clientId: "request-1", messages: question };
  const first = await completeChat(ctx, input);
  const events = await readAll(first.events);
  const settled = events.at(-1);
  if (settled?.type !== "settled") throw new Error("not settled");
  const balance = await ledgerOf(env, accountId).balance();
  expect(balance.heldMicroPt).toBe(0);
  expect(balance.balanceMicroPt).toBe(settled.balanceMicroPt);
  expect(settled.chargedMicroPt).toBe(100_000_000 - balance.balanceMicroPt);
  const again = await completeChat(ctx, input);
  expect(again.turnId).toBe(first.turnId);
  const text = (all: CompletionEvent[]) =>
    all.map((event) => (event.type === "text" ? event.text : "")).join("");
  expect(text(await readAll(again.events))).toBe(text(events));
  expect((await ledgerOf(env, accountId).balance()).balanceMicroPt).toBe(balance.balanceMicroPt);
  const other = completeChat(ctx, { ...input, messages: [{ role: "user", content: "?" }] });
  await expect(other).rejects.toMatchObject({ slug: "idempotency-key-reused" });
});

test("parallel completions never hold more than there is", async () => {
  const { ctx, accountId } = await makeChatter({ pt: 3 });
  const replies = await Promise.allSettled(
    Array.from({ length: 20 }, () => completeChat(ctx, { messages: question })),
  );
  const accepted = replies.flatMap((reply) => (reply.status === "fulfilled" ? reply.value : []));
  const refused = replies.flatMap((reply) =>
    reply.status === "rejected" ? [(reply.reason as Problem).status] : [],
  );
  expect(new Set(refused)).toEqual(new Set([402]));
  await Promise.all(accepted.map((completion) => readAll(completion.events)));
  const balance = await ledgerOf(env, accountId).balance();
  expect(balance.heldMicroPt).toBe(0);
  expect(balance.balanceMicroPt).toBeGreaterThanOrEqual(0);
  expect(accepted.length).toBeLessThan(20);
});

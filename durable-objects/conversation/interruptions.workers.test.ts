import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { ledgerOf } from "#objects/ledger";
import { armFault } from "#platform/faults";
import {
  inObject,
  kill,
  PT,
  readEvents,
  TestBench,
} from "../../tests/support/conversation-bench.ts";

let bench: TestBench;

beforeEach(() => {
  bench = new TestBench();
});

test.each(["error", "lost-reply"] as const)(
  "an unreachable ledger (%s) refuses, leaves nothing behind and holds nothing for long",
  async (mode) => {
    await bench.grant(1_000);
    const stub = await bench.conversation();
    const command = bench.send("Why?");
    armFault("object", mode, 3);
    expect(await stub.startTurn(command)).toMatchObject({ ok: false, reason: "unavailable" });
    expect((await stub.transcript()).messages).toEqual([]);
    await stub.wake();
    expect(await bench.balance()).toMatchObject({ heldMicroPt: 0, balanceMicroPt: 1_000 * PT });
    expect((await stub.startTurn(command)).ok).toBe(true);
    await inObject(stub, () => bench.upstream.last.finish(10, 1));
  },
);

test("a settle whose answer is lost is repeated and charges once", async () => {
  await bench.grant(1_000);
  const { stub, turnId, seq } = await bench.begin();
  const following = stub.follow(turnId, seq);
  armFault("object", "lost-reply", 1);
  await inObject(stub, () => bench.upstream.last.say("x").finish(100, 10));
  const events = await readEvents(await following);
  expect(events.at(-1)).toMatchObject({
    type: "settled",
    message: { state: "complete", charge: { chargedMicroPt: 2 * PT } },
  });
  expect(await bench.balance()).toMatchObject({ balanceMicroPt: 998 * PT, heldMicroPt: 0 });
});

test("a provider that refuses costs nothing, and the message can be sent again", async () => {
  await bench.grant(1_000);
  bench.upstream.script = () => new Response("{}", { status: 503 });
  const { stub, turnId, seq } = await bench.begin();
  const events = await readEvents(await stub.follow(turnId, seq));
  const last = events.at(-1);
  expect(last).toMatchObject({
    type: "settled",
    message: { state: "failed", failure: { slug: "provider-failed" } },
  });
  expect(await bench.balance()).toMatchObject({ balanceMicroPt: 1_000 * PT, heldMicroPt: 0 });
  bench.upstream.script = (call) => void call.say("Now.").finish(10, 2);
  const messageId = last?.type === "settled" ? last.message.id : ("" as never);
  const again = await stub.startTurn({ ...bench.send(""), ask: { type: "regenerate", messageId } });
  if (!again.ok) throw new Error(again.reason);
  const next = await readEvents(await stub.follow(again.value.turnId, 0));
  expect(next.at(-1)).toMatchObject({ message: { state: "complete", text: "Now." } });
  expect((await stub.transcript()).messages.map((one) => one.text)).toEqual(["Why?", "Now."]);
});

test("a provider that breaks off in the middle costs the user nothing", async () => {
  await bench.grant(1_000);
  const { stub, turnId, seq } = await bench.begin();
  await inObject(stub, () => bench.upstream.last.say("Half an ans"));
  await inObject(stub, () => bench.upstream.last.break());
  const events = await readEvents(await stub.follow(turnId, seq));
  expect(events.at(-1)).toMatchObject({ message: { state: "failed", text: "Half an ans" } });
  expect(await bench.balance()).toMatchObject({ balanceMicroPt: 1_000 * PT, heldMicroPt: 0 });
  await stub.wake();
  const booked = await ledgerOf(env, bench.accountId).transactions({ limit: 10 });
  expect(booked.map((one) => one.kind)).toContain("platform");
});

test("an object that dies in the middle of an answer starts it over and charges once", async () => {
  await bench.grant(1_000);
  const { stub, turnId, seq } = await bench.begin();
  await inObject(stub, () => bench.upstream.last.say("x".repeat(3_000)));
  await kill(stub);
  const reborn = await bench.conversation();
  const following = reborn.follow(turnId, seq);
  const stream = await following;
  await inObject(reborn, () => bench.upstream.last.say("whole").finish(100, 10));
  const events = await readEvents(stream);
  expect(bench.upstream.calls).toHaveLength(2);
  expect(events[0]?.type).toBe("restarted");
  expect(events.at(-1)).toMatchObject({ message: { text: "whole", state: "complete" } });
  expect(await bench.balance()).toMatchObject({ balanceMicroPt: 998 * PT, heldMicroPt: 0 });
});

test("an object that dies twice in the middle gives up, and nothing is charged", async () => {
  await bench.grant(1_000);
  const { stub, turnId, seq } = await bench.begin();
  let living = stub;
  for (let death = 0; death < 2; death++) {
    await inObject(living, () => bench.upstream.last.say("x".repeat(3_000)));
    await kill(living);
    living = await bench.conversation();
    await living.follow(turnId, seq);
  }
  const events = await readEvents(await living.follow(turnId, seq));
  expect(events.at(-1)).toMatchObject({
    message: { state: "failed", failure: { slug: "unavailable" } },
  });
  expect(await bench.balance()).toMatchObject({ balanceMicroPt: 1_000 * PT, heldMicroPt: 0 });
});

test("a stateless turn whose object dies is not run again: nobody would read it", async () => {
  await bench.grant(1_000);
  const clientId = "request-1";
  const stub = await bench.completions(clientId);
  const messages = [{ role: "user" as const, content: "Why?" }];
  const command = { ...bench.send("", undefined, clientId), ask: { type: "stateless", messages } };
  const { reply, lines } = await stub.complete(command as never);
  expect(reply.ok).toBe(true);
  const broken = new Response(lines).text().catch(() => "broken off");
  await inObject(stub, () => bench.upstream.last.say("half"));
  await kill(stub);
  await broken;
  const reborn = await bench.completions(clientId);
  await reborn.wake();
  const again = await reborn.complete(command as never);
  const text = await new Response(again.lines).text();
  expect(JSON.parse(text.trim().split("\n").at(-1) ?? "")).toMatchObject({
    type: "ended",
    outcome: { state: "failed", failure: { slug: "unavailable" } },
  });
  expect(bench.upstream.calls).toHaveLength(1);
  expect(await bench.balance()).toMatchObject({ balanceMicroPt: 1_000 * PT, heldMicroPt: 0 });
});

test("destroying stops and settles the running turn, then forgets everything", async () => {
  await bench.grant(1_000);
  const { stub } = await bench.begin();
  await inObject(stub, () => bench.upstream.last.say("Something that was used"));
  expect(await stub.destroy()).toBe(true);
  const after = await bench.balance();
  expect(after.heldMicroPt).toBe(0);
  expect(after.balanceMicroPt).toBeLessThan(1_000 * PT);
  expect(await stub.exportAll()).toEqual([]);
  expect(bench.upstream.last.isAborted).toBe(true);
});

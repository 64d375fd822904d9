import { beforeEach, expect, test } from "vitest";
import {
  builtinModel,
  inObject,
  PT,
  readEvents,
  scriptedModel,
  TestBench,
} from "../../tests/support/conversation-bench.ts";
import type { LiveDocument } from "./documents.ts";

let bench: TestBench;

beforeEach(() => {
  bench = new TestBench();
});

test("a question is held for, answered by the built-in answerer and settled once", async () => {
  await bench.grant(100);
  const stub = await bench.conversation();
  const started = await stub.startTurn(bench.send("How do I top up PT?", builtinModel));
  if (!started.ok) throw new Error(started.reason);
  const events = await readEvents(await stub.follow(started.value.turnId, started.value.seq));
  const last = events.at(-1);
  if (last?.type !== "settled") throw new Error("not settled");
  expect(last.message.state).toBe("complete");
  expect(last.message.text.length).toBeGreaterThan(10);
  const balance = await bench.balance();
  expect(balance.heldMicroPt).toBe(0);
  expect(balance.balanceMicroPt).toBe(100 * PT - (last.message.charge?.chargedMicroPt ?? 0));
  const transcript = await stub.transcript();
  expect(transcript.messages.map((message) => message.role)).toEqual(["user", "assistant"]);
  expect(transcript.activeTurnId).toBeNull();
});

test("a provider's usage is settled at the pinned prices, rounded up once", async () => {
  await bench.grant(1_000);
  const { stub, turnId, seq } = await bench.begin();
  expect((await bench.balance()).heldMicroPt).toBeGreaterThan(100 * PT);
  const following = stub.follow(turnId, seq);
  await inObject(stub, () => bench.upstream.last.say("Because").say(" it is.").finish(101, 20));
  const events = await readEvents(await following);
  // 101 × 10 / 1,000 + 20 × 100 / 1,000 = 3.01
  expect(events.at(-1)).toMatchObject({
    type: "settled",
    message: {
      text: "Because it is.",
      state: "complete",
      charge: { chargedMicroPt: 4 * PT, estimated: false, rateCardVersion: 1 },
    },
  });
  expect(await bench.balance()).toMatchObject({ balanceMicroPt: 996 * PT, heldMicroPt: 0 });
});

test("a follower that joins late gets what it missed, in order and once", async () => {
  await bench.grant(1_000);
  const { stub, turnId, seq } = await bench.begin();
  const early = stub.follow(turnId, seq);
  await inObject(stub, () => bench.upstream.last.say("one ").say("two "));
  const late = stub.follow(turnId, seq);
  const later = stub.follow(turnId, (await stub.transcript()).seq);
  await inObject(stub, () => bench.upstream.last.say("three").finish(10, 3));
  for (const [following, text] of [
    [early, "one two three"],
    [late, "one two three"],
    [later, "three"],
  ] as const) {
    const events = await readEvents(await following);
    const deltas = events.flatMap((event) => (event.type === "delta" ? [event] : []));
    expect(deltas.map((event) => event.text).join("")).toBe(text);
    const seqs = events.flatMap((event) => ("seq" in event ? [event.seq] : []));
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
  }
  const after = await readEvents(await stub.follow(turnId, seq));
  expect(after.map((event) => event.type)).toEqual(["settled"]);
});

test("a WebSocket gets a snapshot and then every event without a gap", async () => {
  await bench.grant(1_000);
  const stub = await bench.conversation();
  const response = await stub.fetch("http://object/", { headers: { upgrade: "websocket" } });
  const socket = response.webSocket;
  if (socket === null) throw new Error("no socket");
  const events: LiveDocument[] = [];
  const settled = new Promise<void>((resolve) => {
    socket.addEventListener("message", ({ data }) => {
      const event = JSON.parse(String(data)) as LiveDocument;
      events.push(event);
      if (event.type === "settled") resolve();
    });
  });
  socket.accept();
  await stub.startTurn(bench.send("Why?"));
  await inObject(stub, () => bench.upstream.last.say("Be").say("cause").finish(10, 3));
  await settled;
  const types = events.map((event) => event.type);
  expect(types.slice(0, 3)).toEqual(["snapshot", "message", "message"]);
  expect(types.at(-1)).toBe("settled");
  socket.close(1000);
});

test("the same send twice, at once and later, is one turn and one charge", async () => {
  await bench.grant(1_000);
  const stub = await bench.conversation();
  const command = bench.send("Why?", scriptedModel, "client-1");
  const [one, two] = await Promise.all([stub.startTurn(command), stub.startTurn(command)]);
  if (!one.ok || !two.ok) throw new Error("refused");
  expect(two.value.turnId).toBe(one.value.turnId);
  await inObject(stub, () => bench.upstream.last.say("x").finish(10, 1));
  await readEvents(await stub.follow(one.value.turnId, one.value.seq));
  expect(await stub.startTurn(command)).toMatchObject({
    ok: true,
    value: { turnId: one.value.turnId, duplicate: true, assistantMessage: { text: "x" } },
  });
  expect(
    await stub.startTurn({ ...command, ask: { ...command.ask, text: "Else" } as never }),
  ).toMatchObject({ ok: false, reason: "client-id-reused" });
  expect(bench.upstream.calls).toHaveLength(1);
});

test("of two different sends at once one is refused while the other runs", async () => {
  await bench.grant(1_000);
  const stub = await bench.conversation();
  const replies = await Promise.all([
    stub.startTurn(bench.send("A")),
    stub.startTurn(bench.send("B")),
  ]);
  expect(replies.filter((reply) => reply.ok)).toHaveLength(1);
  expect(replies.find((reply) => !reply.ok)).toMatchObject({ reason: "turn-in-progress" });
  expect((await stub.transcript()).messages).toHaveLength(2);
  await inObject(stub, () => bench.upstream.last.finish(10, 1));
});

test("a refusal of the ledger names the limit and leaves nothing behind", async () => {
  await bench.grant(5);
  const stub = await bench.conversation();
  const command = bench.send("Why?");
  expect(await stub.startTurn(command)).toMatchObject({
    ok: false,
    reason: "ledger",
    refusal: { reason: "insufficient", availableMicroPt: 5 * PT },
  });
  expect((await stub.transcript()).messages).toEqual([]);
  expect(bench.upstream.calls).toHaveLength(0);
  await bench.grant(1_000);
  expect((await stub.startTurn(command)).ok).toBe(true);
  await inObject(stub, () => bench.upstream.last.finish(10, 1));
});

test("Stop closes the provider's connection and settles what was used, by estimate", async () => {
  await bench.grant(1_000);
  const { stub, turnId, seq } = await bench.begin();
  await inObject(stub, () => bench.upstream.last.say("A long answer that nobody wants to read to"));
  expect(await stub.stop()).toBe(true);
  const events = await readEvents(await stub.follow(turnId, seq));
  expect(bench.upstream.last.isAborted).toBe(true);
  expect(events.at(-1)).toMatchObject({
    message: { state: "stopped", charge: { estimated: true } },
  });
  const after = await bench.balance();
  expect(after.heldMicroPt).toBe(0);
  expect(after.balanceMicroPt).toBeLessThan(1_000 * PT);
  expect(await stub.stop()).toBe(false);
});

test("an edited question is a branch, and the model reads only its own branch", async () => {
  await bench.grant(10_000);
  bench.upstream.script = (call) => void call.say("ok").finish(10, 1);
  const stub = await bench.conversation();
  const first = await stub.startTurn(bench.send("First"));
  if (!first.ok) throw new Error(first.reason);
  await readEvents(await stub.follow(first.value.turnId, 0));
  const second = await stub.startTurn(bench.send("Second"));
  if (!second.ok) throw new Error(second.reason);
  await readEvents(await stub.follow(second.value.turnId, 0));
  const parentId = first.value.assistantMessage?.id ?? null;
  const edited = bench.send("Second, edited");
  const branch = await stub.startTurn({ ...edited, ask: { ...edited.ask, parentId } as never });
  if (!branch.ok) throw new Error(branch.reason);
  await readEvents(await stub.follow(branch.value.turnId, 0));
  const read = (bench.upstream.last.body.messages as { content: string }[]).map(
    (one) => one.content,
  );
  expect(read).toEqual(["First", "ok", "Second, edited"]);
  expect(branch.value.userMessage?.siblingIds).toHaveLength(2);
  const old = second.value.userMessage?.id;
  if (old === undefined) throw new Error("no message");
  expect(await stub.setHead(old)).toBe(true);
  const { messages } = await stub.transcript();
  expect(messages.map((one) => one.text)).toEqual(["First", "ok", "Second", "ok"]);
  expect(await stub.setHead("msg_00000000000000000000000000")).toBe(false);
});

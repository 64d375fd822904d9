import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { newId, type AccountId, type ConversationId, type TurnId } from "#core/ids";
import { ledgerOf } from "#objects/ledger";
import { createOpenAiProvider } from "#platform/ai/openai";
import { armFault } from "#platform/faults";
import { providersOf } from "#platform/providers";
import { ScriptedUpstream } from "../../tests/support/scripted-upstream.ts";
import { conversationOf } from "./client.ts";
import type { StartTurn, TurnModel } from "./commands.ts";
import type { ConversationObject } from "./conversation.ts";
import type { LiveDocument } from "./documents.ts";

const PT = 1_000_000;
const builtin: TurnModel = {
  id: "builtin",
  provider: "builtin",
  upstreamModel: "builtin",
  class: "core",
  prices: { input: PT, cachedRead: PT, cacheWrite: PT, output: PT },
  maxOutputTokens: 500,
  rateCardVersion: 1,
};
const scripted: TurnModel = {
  ...builtin,
  id: "scripted",
  provider: "openai",
  upstreamModel: "scripted",
  prices: { input: 10 * PT, cachedRead: PT, cacheWrite: 10 * PT, output: 100 * PT },
  maxOutputTokens: 1_000,
};

let upstream: ScriptedUpstream;
let conversationId: ConversationId;
let accountId: AccountId;

beforeEach(() => {
  upstream = new ScriptedUpstream();
  conversationId = newId("conv", 1);
  accountId = newId("acct", 1);
});

async function grant(amountPt: number): Promise<void> {
  await ledgerOf(env, accountId).apply({
    type: "grant",
    key: `grant:${crypto.randomUUID()}`,
    kind: "topup",
    amountMicroPt: amountPt * PT,
    source: { type: "test", id: crypto.randomUUID() },
  });
}

async function conversation(): Promise<DurableObjectStub<ConversationObject>> {
  const stub = conversationOf(env, conversationId);
  await runInDurableObject(stub, (instance) => {
    const objectEnv = (instance as unknown as { env: Env }).env;
    const { fetch } = upstream;
    const provider = createOpenAiProvider({ baseUrl: "http://upstream.test", fetch });
    providersOf(objectEnv).set("openai", provider);
  });
  return stub;
}

function send(text: string, model: TurnModel = scripted, clientId?: string): StartTurn {
  return {
    clientId: clientId ?? crypto.randomUUID(),
    accountId,
    ask: { type: "send", text, attachments: [] },
    basis: { model, settings: {}, documentIds: [], locale: "en" },
    spender: {},
  };
}

async function readEvents(stream: ReadableStream<Uint8Array> | null): Promise<LiveDocument[]> {
  const text = await new Response(stream).text();
  return text
    .split("\n\n")
    .flatMap((block) => /^data: (.*)$/m.exec(block)?.[1] ?? [])
    .map((json) => JSON.parse(json) as LiveDocument);
}

test("a question is held for, answered by the built-in answerer and settled once", async () => {
  await grant(100);
  const stub = await conversation();
  const started = await stub.startTurn(send("How do I top up PT?", builtin));
  if (!started.ok) throw new Error(started.reason);
  const events = await readEvents(await stub.follow(started.value.turnId, started.value.seq));
  const last = events.at(-1);
  if (last?.type !== "settled") throw new Error("not settled");
  expect(last.message.state).toBe("complete");
  expect(last.message.text.length).toBeGreaterThan(10);
  const balance = await ledgerOf(env, accountId).balance();
  expect(balance.heldMicroPt).toBe(0);
  expect(balance.balanceMicroPt).toBe(100 * PT - (last.message.charge?.chargedMicroPt ?? 0));
  const transcript = await stub.transcript();
  expect(transcript.messages.map((message) => message.role)).toEqual(["user", "assistant"]);
  expect(transcript.activeTurnId).toBeNull();
});

/** Lets the object do what is ready, without any wall clock. */
async function inObject<T>(stub: DurableObjectStub<ConversationObject>, act: () => T): Promise<T> {
  return await runInDurableObject(stub, async () => {
    const result = act();
    await scheduler.wait(0);
    return result;
  });
}

async function begin(text = "Why?"): Promise<{
  stub: DurableObjectStub<ConversationObject>;
  turnId: TurnId;
  seq: number;
}> {
  const stub = await conversation();
  const started = await stub.startTurn(send(text));
  if (!started.ok) throw new Error(started.reason);
  return { stub, turnId: started.value.turnId, seq: started.value.seq };
}

const balance = () => ledgerOf(env, accountId).balance();

test("a provider's usage is settled at the pinned prices, rounded up once", async () => {
  await grant(1_000);
  const { stub, turnId, seq } = await begin();
  expect((await balance()).heldMicroPt).toBeGreaterThan(100 * PT);
  const following = stub.follow(turnId, seq);
  await inObject(stub, () => upstream.last.say("Because").say(" it is.").finish(101, 20));
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
  expect(await balance()).toMatchObject({ balanceMicroPt: 996 * PT, heldMicroPt: 0 });
});

test("a follower that joins late gets what it missed, in order and once", async () => {
  await grant(1_000);
  const { stub, turnId, seq } = await begin();
  const early = stub.follow(turnId, seq);
  await inObject(stub, () => upstream.last.say("one ").say("two "));
  const late = stub.follow(turnId, seq);
  const later = stub.follow(turnId, (await stub.transcript()).seq);
  await inObject(stub, () => upstream.last.say("three").finish(10, 3));
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
  await grant(1_000);
  const stub = await conversation();
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
  await stub.startTurn(send("Why?"));
  await inObject(stub, () => upstream.last.say("Be").say("cause").finish(10, 3));
  await settled;
  const types = events.map((event) => event.type);
  expect(types.slice(0, 3)).toEqual(["snapshot", "message", "message"]);
  expect(types.at(-1)).toBe("settled");
  socket.close(1000);
});

test("the same send twice, at once and later, is one turn and one charge", async () => {
  await grant(1_000);
  const stub = await conversation();
  const command = send("Why?", scripted, "client-1");
  const [one, two] = await Promise.all([stub.startTurn(command), stub.startTurn(command)]);
  if (!one.ok || !two.ok) throw new Error("refused");
  expect(two.value.turnId).toBe(one.value.turnId);
  await inObject(stub, () => upstream.last.say("x").finish(10, 1));
  await readEvents(await stub.follow(one.value.turnId, one.value.seq));
  expect(await stub.startTurn(command)).toMatchObject({
    ok: true,
    value: { turnId: one.value.turnId, duplicate: true, assistantMessage: { text: "x" } },
  });
  expect(
    await stub.startTurn({ ...command, ask: { ...command.ask, text: "Else" } as never }),
  ).toMatchObject({ ok: false, reason: "client-id-reused" });
  expect(upstream.calls).toHaveLength(1);
});

test("of two different sends at once one is refused while the other runs", async () => {
  await grant(1_000);
  const stub = await conversation();
  const replies = await Promise.all([stub.startTurn(send("A")), stub.startTurn(send("B"))]);
  expect(replies.filter((reply) => reply.ok)).toHaveLength(1);
  expect(replies.find((reply) => !reply.ok)).toMatchObject({ reason: "turn-in-progress" });
  expect((await stub.transcript()).messages).toHaveLength(2);
  await inObject(stub, () => upstream.last.finish(10, 1));
});

test("a refusal of the ledger names the limit and leaves nothing behind", async () => {
  await grant(5);
  const stub = await conversation();
  const command = send("Why?");
  expect(await stub.startTurn(command)).toMatchObject({
    ok: false,
    reason: "ledger",
    refusal: { reason: "insufficient", availableMicroPt: 5 * PT },
  });
  expect((await stub.transcript()).messages).toEqual([]);
  expect(upstream.calls).toHaveLength(0);
  await grant(1_000);
  expect((await stub.startTurn(command)).ok).toBe(true);
  await inObject(stub, () => upstream.last.finish(10, 1));
});

test.each(["error", "lost-reply"] as const)(
  "an unreachable ledger (%s) refuses, leaves nothing behind and holds nothing for long",
  async (mode) => {
    await grant(1_000);
    const stub = await conversation();
    const command = send("Why?");
    armFault("object", mode, 3);
    expect(await stub.startTurn(command)).toMatchObject({ ok: false, reason: "unavailable" });
    expect((await stub.transcript()).messages).toEqual([]);
    await stub.wake();
    expect(await balance()).toMatchObject({ heldMicroPt: 0, balanceMicroPt: 1_000 * PT });
    expect((await stub.startTurn(command)).ok).toBe(true);
    await inObject(stub, () => upstream.last.finish(10, 1));
  },
);

test("a settle whose answer is lost is repeated and charges once", async () => {
  await grant(1_000);
  const { stub, turnId, seq } = await begin();
  const following = stub.follow(turnId, seq);
  armFault("object", "lost-reply", 1);
  await inObject(stub, () => upstream.last.say("x").finish(100, 10));
  const events = await readEvents(await following);
  expect(events.at(-1)).toMatchObject({
    type: "settled",
    message: { state: "complete", charge: { chargedMicroPt: 2 * PT } },
  });
  expect(await balance()).toMatchObject({ balanceMicroPt: 998 * PT, heldMicroPt: 0 });
});

test("a provider that refuses costs nothing, and the message can be sent again", async () => {
  await grant(1_000);
  upstream.script = () => new Response("{}", { status: 503 });
  const { stub, turnId, seq } = await begin();
  const events = await readEvents(await stub.follow(turnId, seq));
  const last = events.at(-1);
  expect(last).toMatchObject({
    type: "settled",
    message: { state: "failed", failure: { slug: "provider-failed" } },
  });
  expect(await balance()).toMatchObject({ balanceMicroPt: 1_000 * PT, heldMicroPt: 0 });
  upstream.script = (call) => void call.say("Now.").finish(10, 2);
  const messageId = last?.type === "settled" ? last.message.id : ("" as never);
  const again = await stub.startTurn({ ...send(""), ask: { type: "regenerate", messageId } });
  if (!again.ok) throw new Error(again.reason);
  const next = await readEvents(await stub.follow(again.value.turnId, 0));
  expect(next.at(-1)).toMatchObject({ message: { state: "complete", text: "Now." } });
  expect((await stub.transcript()).messages.map((one) => one.text)).toEqual(["Why?", "Now."]);
});

test("a provider that breaks off in the middle costs the user nothing", async () => {
  await grant(1_000);
  const { stub, turnId, seq } = await begin();
  await inObject(stub, () => upstream.last.say("Half an ans"));
  await inObject(stub, () => upstream.last.break());
  const events = await readEvents(await stub.follow(turnId, seq));
  expect(events.at(-1)).toMatchObject({ message: { state: "failed", text: "Half an ans" } });
  expect(await balance()).toMatchObject({ balanceMicroPt: 1_000 * PT, heldMicroPt: 0 });
  await stub.wake();
  const booked = await ledgerOf(env, accountId).transactions({ limit: 10 });
  expect(booked.map((one) => one.kind)).toContain("platform");
});

test("Stop closes the provider's connection and settles what was used, by estimate", async () => {
  await grant(1_000);
  const { stub, turnId, seq } = await begin();
  await inObject(stub, () => upstream.last.say("A long answer that nobody wants to read to"));
  expect(await stub.stop()).toBe(true);
  const events = await readEvents(await stub.follow(turnId, seq));
  expect(upstream.last.isAborted).toBe(true);
  expect(events.at(-1)).toMatchObject({
    message: { state: "stopped", charge: { estimated: true } },
  });
  const after = await balance();
  expect(after.heldMicroPt).toBe(0);
  expect(after.balanceMicroPt).toBeLessThan(1_000 * PT);
  expect(await stub.stop()).toBe(false);
});

test("an object that dies in the middle of an answer starts it over and charges once", async () => {
  await grant(1_000);
  const { stub, turnId, seq } = await begin();
  await inObject(stub, () => upstream.last.say("x".repeat(3_000)));
  await runInDurableObject(stub, (_, state) => state.abort("killed")).catch(() => undefined);
  const reborn = await conversation();
  const following = reborn.follow(turnId, seq);
  const stream = await following;
  await inObject(reborn, () => upstream.last.say("whole").finish(100, 10));
  const events = await readEvents(stream);
  expect(upstream.calls).toHaveLength(2);
  expect(events[0]?.type).toBe("restarted");
  expect(events.at(-1)).toMatchObject({ message: { text: "whole", state: "complete" } });
  expect(await balance()).toMatchObject({ balanceMicroPt: 998 * PT, heldMicroPt: 0 });
});

test("an object that dies twice in the middle gives up, and nothing is charged", async () => {
  await grant(1_000);
  const { stub, turnId, seq } = await begin();
  let living = stub;
  for (let death = 0; death < 2; death++) {
    await inObject(living, () => upstream.last.say("x".repeat(3_000)));
    await runInDurableObject(living, (_, state) => state.abort("killed")).catch(() => undefined);
    living = await conversation();
    await living.follow(turnId, seq);
  }
  const events = await readEvents(await living.follow(turnId, seq));
  expect(events.at(-1)).toMatchObject({
    message: { state: "failed", failure: { slug: "unavailable" } },
  });
  expect(await balance()).toMatchObject({ balanceMicroPt: 1_000 * PT, heldMicroPt: 0 });
});

test("an edited question is a branch, and the model reads only its own branch", async () => {
  await grant(10_000);
  upstream.script = (call) => void call.say("ok").finish(10, 1);
  const stub = await conversation();
  const first = await stub.startTurn(send("First"));
  if (!first.ok) throw new Error(first.reason);
  await readEvents(await stub.follow(first.value.turnId, 0));
  const second = await stub.startTurn(send("Second"));
  if (!second.ok) throw new Error(second.reason);
  await readEvents(await stub.follow(second.value.turnId, 0));
  const parentId = first.value.assistantMessage?.id ?? null;
  const edited = send("Second, edited");
  const branch = await stub.startTurn({ ...edited, ask: { ...edited.ask, parentId } as never });
  if (!branch.ok) throw new Error(branch.reason);
  await readEvents(await stub.follow(branch.value.turnId, 0));
  const read = (upstream.last.body.messages as { content: string }[]).map((one) => one.content);
  expect(read).toEqual(["First", "ok", "Second, edited"]);
  expect(branch.value.userMessage?.siblingIds).toHaveLength(2);
  const old = second.value.userMessage?.id;
  if (old === undefined) throw new Error("no message");
  expect(await stub.setHead(old)).toBe(true);
  const { messages } = await stub.transcript();
  expect(messages.map((one) => one.text)).toEqual(["First", "ok", "Second", "ok"]);
  expect(await stub.setHead("msg_00000000000000000000000000")).toBe(false);
});

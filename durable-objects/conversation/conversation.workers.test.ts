import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { newId, type AccountId, type ConversationId } from "#core/ids";
import { ledgerOf } from "#objects/ledger";
import { createOpenAiProvider } from "#platform/ai/openai";
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

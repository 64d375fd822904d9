import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { ledgerOf } from "#objects/ledger";
import { inObject, readEvents, TestBench } from "../../tests/support/conversation-bench.ts";

let bench: TestBench;

beforeEach(async () => {
  bench = new TestBench();
  await bench.grant(1_000);
});

test("a charge keeps the log of its stream in the ledger, with the provider's id of the answer", async () => {
  const { stub, turnId, seq } = await bench.begin("Why?");
  const following = stub.follow(turnId, seq);
  await inObject(stub, () => bench.upstream.last.say("Because").say(" it is.").finish(100, 20));
  await readEvents(await following);
  const [settle] = await ledgerOf(env, bench.accountId).transactions({ limit: 1 });
  const command = JSON.parse(settle?.commandJson ?? "{}") as { usage: { log: unknown } };
  expect(command.usage.log).toEqual({
    startedAtMs: expect.any(Number),
    firstTextAtMs: expect.any(Number),
    endedAtMs: expect.any(Number),
    pieces: 2,
    characters: "Because it is.".length,
    calls: 1,
    providerAnswerId: "chatcmpl-1",
  });
});

test("a turn's record tells how long its texts are, and the texts only when asked", async () => {
  const { stub, turnId, seq } = await bench.begin("Why?");
  expect(await stub.turnRecord(turnId)).toBeNull();
  const following = stub.follow(turnId, seq);
  await inObject(stub, () => bench.upstream.last.say("Because.").finish(100, 20));
  await readEvents(await following);
  const record = await stub.turnRecord(turnId);
  expect(record).toMatchObject({
    turnId,
    provider: "openai",
    upstreamModel: "scripted",
    state: "complete",
    finishReason: "stop",
    log: { pieces: 1, calls: 1 },
    question: { characters: 4, text: null, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    answer: { characters: 8, text: null, state: "complete" },
  });
  const whole = await stub.turnRecord(turnId, true);
  expect(whole).toMatchObject({ question: { text: "Why?" }, answer: { text: "Because." } });
  const messageId = record?.answer?.messageId;
  if (messageId === undefined) throw new Error("no answer");
  expect(await stub.turnRecord(messageId)).toEqual(record);
});

test("an unknown turn or message has no record", async () => {
  const stub = await bench.conversation();
  expect(await stub.turnRecord("turn_01KAJ3C6Z8W4T2N9Q7RXVB5M1D")).toBeNull();
  expect(await stub.turnRecord("msg_01KAJ3C6Z8W4T2N9Q7RXVB5M1D")).toBeNull();
});

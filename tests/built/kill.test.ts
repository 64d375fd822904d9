import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import {
  freePort,
  killProduct,
  type StartedProduct,
  startProduct,
} from "../support/serve-built.ts";
import { Bench, chargeOf, fakeModel, type Message, type Person } from "./drill.ts";

/** An answer takes about a second, so that each turn of a round is at another point of it. */
const WORDS = 30;
const TOKENS = { input: 2_500, output: WORDS };
const WHOLE = Array.from({ length: WORDS }, (_, at) => `word${at + 1}`).join(" ");
const TURNS = 10;
const STEP_MS = 80;

const home = mkdtempSync(join(tmpdir(), "selvedge-kill-"));
let running: StartedProduct;
let bench: Bench;
const people: Person[] = [];
let environment: Record<string, string> = {};

async function start(): Promise<void> {
  running = await startProduct(home, environment);
  bench = new Bench(running.url);
}

beforeAll(async () => {
  environment = {
    PORT: String(await freePort()),
    OPENAI_BASE_URL: `${inject("fakeOpenAiUrl")}/v1`,
    OPENAI_API_KEY: "sk-test",
  };
  await start();
  await bench.rateCard([
    fakeModel("answer", `fake:tokens=${WORDS},chunkMs=30,firstTokenMs=100,inputTokens=2500`),
  ]);
  for (let at = 0; at < TURNS; at++) people.push(await bench.seed());
});

afterAll(async () => {
  await running.end("SIGTERM");
  rmSync(home, { recursive: true, force: true });
});

interface Sent {
  person: Person;
  id: string;
  clientId: string;
  /** Undefined when the server was gone before it could answer. */
  turnId: string | undefined;
}

/** Sends from everyone, one after the other, and ends the server as soon as so many were accepted. */
async function interruptedRound(accepted: number, end: () => Promise<void>): Promise<Sent[]> {
  const ids = await Promise.all(people.map(async (person) => await bench.newConversation(person)));
  let count = 0;
  let ended: Promise<void> | undefined;
  const accept = () => {
    count += 1;
    if (count >= accepted) ended ??= end();
  };
  const sends = people.map(async (person, at): Promise<Sent> => {
    const id = ids[at] ?? "";
    const clientId = `kill-${id}`;
    await new Promise((resolve) => setTimeout(resolve, at * STEP_MS));
    const body = { text: "Survive", model: "answer", clientId };
    const answer = await bench.send(person, id, body).catch(() => undefined);
    if (answer === undefined) return { person, id, clientId, turnId: undefined };
    expect(answer.status, answer.text).toBe(202);
    accept();
    return { person, id, clientId, turnId: String(answer.json["turnId"]) };
  });
  const streams = people.slice(0, 4).map(async (person, at) => {
    await new Promise((resolve) => setTimeout(resolve, at * 2 * STEP_MS));
    const messages = [{ role: "user", content: "Nobody keeps me" }];
    const body = { model: "answer", messages, stream: true };
    await bench.api(person, "POST", "/chat/completions", body).catch(() => undefined);
  });
  const sent = await Promise.all(sends);
  await Promise.all(streams);
  await ended;
  return sent;
}

function expectSensible(message: Message): void {
  expect(["complete", "failed"]).toContain(message.state);
  const isWhole = message.state === "complete";
  expect(message.text).toBe(isWhole ? WHOLE : message.text);
  expect(Number(message.charge?.chargedPt ?? 0)).toBe(isWhole ? chargeOf(TOKENS) : 0);
  expect(message.charge?.tokens ?? TOKENS).toMatchObject(TOKENS);
}

async function checkAfterwards(sent: Sent[]): Promise<{ complete: number; failed: number }> {
  const messages = await Promise.all(
    sent.map(async ({ person, id, clientId, turnId }) => {
      const again = await bench.send(person, id, { text: "Survive", model: "answer", clientId });
      expect(again.status, again.text).toBeLessThan(300);
      expect(again.json["turnId"]).toBe(turnId ?? again.json["turnId"]);
      const message = await bench.answered(person, id);
      expectSensible(message);
      expect((await bench.transcript(person, id)).items).toHaveLength(2);
      return message;
    }),
  );
  await bench.drain();
  for (const person of people) {
    const folded = await bench.replayAtRest(person);
    const { hold = 0, settle = 0, release = 0 } = folded.kinds;
    expect(settle + release).toBe(hold);
    expect(folded.settledPt).toBe(settle * chargeOf(TOKENS));
  }
  const complete = messages.filter(({ state }) => state === "complete").length;
  return { complete, failed: messages.length - complete };
}

test("kill -9 in the middle of many answers: each is finished and charged once, or free", async () => {
  const sent = await interruptedRound(TURNS, () => killProduct(home, running));
  await start();
  expect(await checkAfterwards(sent)).toEqual({ complete: TURNS, failed: 0 });
}, 120_000);

test("kill -9 at the first answer: what was accepted is there, what was not can be sent again", async () => {
  const sent = await interruptedRound(2, () => killProduct(home, running));
  await start();
  const { complete, failed } = await checkAfterwards(sent);
  expect(complete + failed).toBe(TURNS);
}, 120_000);

test("killed again while it takes up what was left, it still charges each answer once or not at all", async () => {
  const sent = await interruptedRound(TURNS - 2, () => killProduct(home, running));
  await start();
  const seen = sent.map(async ({ person, id }) => await bench.transcript(person, id));
  await Promise.any(seen);
  await killProduct(home, running);
  await Promise.allSettled(seen);
  await start();
  const { complete, failed } = await checkAfterwards(sent);
  expect(complete + failed).toBe(TURNS);
}, 120_000);

test("nobody needs to look: PT that were held for interrupted answers are free again by themselves", async () => {
  await interruptedRound(TURNS, () => killProduct(home, running));
  await start();
  const held = async () => {
    const credits = await Promise.all(people.map(async (person) => await bench.credits(person)));
    return credits.filter(({ heldPt }) => heldPt !== "0").length;
  };
  await expect.poll(held, { timeout: 60_000, interval: 200 }).toBe(0);
}, 120_000);

test("SIGTERM while answers are written ends it within 5 s and loses none", async () => {
  let tookMs = 0;
  const sent = await interruptedRound(TURNS - 2, async () => {
    const from = performance.now();
    await running.end("SIGTERM");
    tookMs = performance.now() - from;
  });
  expect(tookMs).toBeLessThan(5_000);
  await start();
  const { complete, failed } = await checkAfterwards(sent);
  expect(complete + failed).toBe(TURNS);
}, 120_000);

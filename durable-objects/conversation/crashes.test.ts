import { describe, expect, test } from "vitest";
import type { ProviderEvent, Usage } from "#platform/ai/provider";
import type { StartTurn } from "./commands.ts";
import {
  accountId,
  conversationId,
  World,
  type Life,
} from "../../tests/support/conversation-world.ts";

const PT = 1_000_000;
const GRANTED_PT = 1_000;

const command: StartTurn = {
  clientId: "client-1",
  accountId,
  ask: { type: "send", text: "How are you?", attachments: [] },
  basis: {
    model: {
      id: "m",
      provider: "openai",
      upstreamModel: "m",
      class: "core",
      prices: { input: 10 * PT, cachedRead: PT, cacheWrite: 10 * PT, output: 100 * PT },
      maxOutputTokens: 1_000,
      rateCardVersion: 7,
    },
    settings: {},
    documentIds: [],
    locale: "en",
  },
  spender: {},
};

const usage: Usage = {
  classes: { input: 100, cachedRead: 0, cacheWrite: 0, output: 40 },
  raw: [],
  complete: true,
  estimated: [],
};
/** 100 × 10 / 1,000 + 40 × 100 / 1,000 */
const CHARGE_PT = 5;

const answer = (): ProviderEvent[] => [
  { type: "text", text: "Fine, " },
  { type: "text", text: "and ".repeat(600) },
  { type: "text", text: "you?" },
  { type: "usage", usage },
  { type: "finish", reason: "stop", providerAnswerId: null },
];
const text = `Fine, ${"and ".repeat(600)}you?`;

const failure = (): ProviderEvent[] => [
  { type: "text", text: "Fi" },
  { type: "error", error: Object.assign(new Error("no"), { kind: "overloaded" }) as never },
  { type: "usage", usage },
  { type: "finish", reason: "error", providerAnswerId: null },
];

/** A client that sends, and sends again with the same id while it gets no answer. */
async function sendUntilAnswered(world: World, crashes: number[]): Promise<Life> {
  for (const crashAt of crashes) {
    await live(world, world.live(crashAt));
    world.nowMs += 30_000;
  }
  const last = world.live();
  await live(world, last);
  return last;
}

async function live(world: World, life: Life): Promise<void> {
  void life.resumer?.resumeAll().catch(() => undefined);
  await world.settle();
  void life.keeper.start(command).catch(() => undefined);
  await world.settle();
}

/** What must hold once the object lives in peace, whatever happened before. */
async function expectPeace(world: World, life: Life): Promise<void> {
  await life.resumer?.resumeAll();
  await life.book.outbox.send();
  await world.settle();
  const { store } = world.account;
  expect(store.holds().filter((hold) => hold.status === "open")).toEqual([]);
  expect(life.book.turns.open()).toEqual([]);
  expect(life.book.outbox.isEmpty()).toBe(true);
  const settled = store.holds().filter((hold) => hold.status === "settled");
  const { messages } = life.book.transcript(conversationId, life.book.head);
  expect(messages.map((message) => message.role)).toEqual(["user", "assistant"]);
  const last = messages[1];
  expect(settled).toHaveLength(last?.state === "complete" ? 1 : 0);
  const spentPt = last?.state === "complete" ? CHARGE_PT : 0;
  expect(world.account.state.head.availableMicroPt).toBe((GRANTED_PT - spentPt) * PT);
  expect(last?.charge?.chargedMicroPt).toBe(spentPt * PT);
  const told = new Set(world.messages.map((message) => message.id));
  expect(told.size).toBe(1);
}

async function stepsOf(script: () => ProviderEvent[]): Promise<number> {
  const world = new World(GRANTED_PT, script);
  const life = await sendUntilAnswered(world, []);
  await expectPeace(world, life);
  return life.steps.length;
}

describe("a crash at any step", () => {
  test("one crash: the answer is whole and charged exactly once", async () => {
    const steps = await stepsOf(answer);
    expect(steps).toBeGreaterThan(20);
    for (let at = 1; at <= steps; at++) {
      const world = new World(GRANTED_PT, answer);
      const life = await sendUntilAnswered(world, [at]);
      await expectPeace(world, life);
      const { messages } = life.book.transcript(conversationId, life.book.head);
      expect([at, messages[1]?.state, messages[1]?.text]).toEqual([at, "complete", text]);
    }
  });

  test(
    "two crashes: charged once when the answer is whole, else failed and free",
    {
      timeout: 60_000,
    },
    async () => {
      const steps = await stepsOf(answer);
      for (let first = 1; first <= steps; first++) {
        for (let second = 1; second <= steps; second += 1 + (first % 3)) {
          const world = new World(GRANTED_PT, answer);
          const life = await sendUntilAnswered(world, [first, second]);
          await expectPeace(world, life);
        }
      }
    },
  );

  test("a provider that fails: nothing is charged, and its cost is the platform's", async () => {
    const steps = await stepsOf(failure);
    for (let at = 1; at <= steps; at++) {
      const world = new World(GRANTED_PT, failure);
      const life = await sendUntilAnswered(world, [at]);
      await expectPeace(world, life);
      const { messages } = life.book.transcript(conversationId, life.book.head);
      expect([at, messages[1]?.state]).toEqual([at, "failed"]);
      expect(world.commands.some((one) => one.type === "bookPlatform")).toBe(true);
    }
  });

  test("lost answers of the ledger change nothing", async () => {
    for (let lost = 1; lost <= 8; lost++) {
      const world = new World(GRANTED_PT, answer);
      world.lostReplies = lost;
      let life = await sendUntilAnswered(world, []);
      for (let tries = 0; tries < 3 && life.book.head === null; tries++) {
        life = await sendUntilAnswered(world, []);
      }
      await expectPeace(world, life);
    }
  });
});

describe("tool steps", () => {
  const steps = (): ProviderEvent[] => [
    { type: "text", text: "Let me see. " },
    { type: "step", step: 1, usage },
    { type: "text", text: "Done." },
    { type: "usage", usage },
    { type: "finish", reason: "stop", providerAnswerId: null },
  ];

  test("extend the hold before the next call, and settle once", async () => {
    const world = new World(GRANTED_PT, steps);
    const life = await sendUntilAnswered(world, []);
    await expectPeace(world, life);
    const types = world.commands.map((one) => one.type);
    expect(types).toEqual(["hold", "extend", "settle"]);
  });

  test("whose extension does not fit end the turn, and what was used is settled", async () => {
    // The hold alone takes 102 of them.
    const world = new World(103, steps);
    const life = await sendUntilAnswered(world, []);
    const { messages } = life.book.transcript(conversationId, life.book.head);
    expect(messages[1]).toMatchObject({ text: "Let me see. ", charge: { chargedMicroPt: 5 * PT } });
    expect(world.account.state.head.availableMicroPt).toBe(98 * PT);
  });
});

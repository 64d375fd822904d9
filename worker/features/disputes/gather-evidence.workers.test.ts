import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { type Id, newId } from "#core/ids";
import { MINUTE_MS } from "#core/time";
import { createConversation, deleteConversation, followTurn, sendMessage } from "#features/chat";
import { armFault } from "#platform/faults";
import type { Ctx } from "#platform/ctx";
import { readSettled } from "../../../tests/support/chat.ts";
import {
  after,
  chargeFor,
  type Disputer,
  makeDisputer,
  makeOperator,
  reviewedDispute,
  usageFor,
} from "../../../tests/support/disputes.ts";
import { jobCtx } from "../../../tests/support/people.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import {
  getDispute,
  getDisputeCase,
  openDispute,
  requestEvidence,
  withdrawDispute,
} from "./index.ts";
import { sweepDisputes } from "./sweep-disputes.ts";
import { disputes } from "./tables.ts";

const PT = 1_000_000;
let person: Disputer;
let operator: Ctx;

beforeEach(async () => {
  person = await makeDisputer();
  operator = await makeOperator();
});

/** A question with its answer and the charge. */
async function talk() {
  const { id: conversationId } = await createConversation(person.ctx, {});
  const sent = await sendMessage(person.ctx, conversationId, {
    clientId: "client-0001",
    text: "What is PT?",
  });
  const answer = await readSettled(await followTurn(person.ctx, conversationId, sent.turnId));
  return { conversationId, answer, transactionId: answer.charge?.transactionId ?? "" };
}

async function opened(charge: Parameters<typeof chargeFor>[1] = {}) {
  const made = await chargeFor(person.accountId, charge);
  const { transactionId } = made;
  return { ...made, ...(await openDispute(person.ctx, { transactionId, reason: "wrong-price" })) };
}

describe("evidence", () => {
  test("of a charge says how it came about, and what is not there is said to be not there", async () => {
    const { id, transactionId } = await opened();
    await gatherEvidence(jobCtx(), id);
    const { evidence, state, events, suggestion } = await getDisputeCase(operator, id);
    expect(state).toBe("in-review");
    expect(events.map(({ kind }) => kind)).toEqual(["opened", "evidence"]);
    expect(evidence).toMatchObject({
      charge: { transactionId, paidMicroPt: 10 * PT, leftMicroPt: 10 * PT, estimated: false },
      usage: { found: true, tokens: { output: 5_000 }, complete: true, raw: [{ output: 5_000 }] },
      pricing: { found: true, rateCardVersion: 1, ptPer1k: { output: 2 } },
      recomputed: { found: true, amountMicroPt: 10 * PT, differenceMicroPt: 0 },
      hold: { amountMicroPt: 15 * PT },
      stream: { found: true, durationMs: 2_000, pieces: 7, calls: 1 },
      provider: { found: true, provider: "builtin", answerId: { found: true, id: "answer-1" } },
      others: { sameTurn: [] },
      turn: { found: false, why: "not-kept" },
      answer: { found: false, why: "not-kept" },
      grants: [{ kind: "topup", amountMicroPt: 10 * PT, expired: false }],
    });
    expect(suggestion).toMatchObject({ decision: "deny", reason: "charge-is-right" });
  });

  test("of a charge from before logs were kept says so", async () => {
    const usage = { ...usageFor(10), log: undefined };
    const { id } = await reviewedDispute(person, { usage });
    expect((await getDispute(person.ctx, id)).evidence).toMatchObject({
      stream: { found: false, why: "not-kept" },
      provider: { found: true, answerId: { found: false, why: "not-kept" } },
    });
  });

  test("shows another charge of the same turn", async () => {
    const turnId = newId("turn", 1);
    const twin = await chargeFor(person.accountId, { turnId, key: "first" });
    const { id } = await reviewedDispute(person, { turnId, key: "second" });
    const { evidence, suggestion } = await getDisputeCase(operator, id);
    expect(evidence?.others.sameTurn).toEqual([
      {
        transactionId: twin.transactionId,
        chargeId: twin.chargeId,
        paidMicroPt: 10 * PT,
        returnedMicroPt: 0,
      },
    ]);
    expect(suggestion).toMatchObject({ decision: "approve", reason: "duplicate-charge" });
  });

  test("of a message tells how it ended and how long it is; its words only when they are shared", async () => {
    const { conversationId, answer, transactionId } = await talk();
    const dispute = await openDispute(person.ctx, { transactionId, reason: "wrong-answer" });
    await gatherEvidence(jobCtx(), dispute.id);
    const { evidence, suggestion } = await getDisputeCase(operator, dispute.id);
    expect(evidence).toMatchObject({
      turn: { found: true, state: "complete", finishReason: "stop", stopRequested: false },
      stream: { found: true, characters: answer.text.length },
      provider: { answerId: { found: false, why: "not-reported" } },
      question: { found: true, characters: "What is PT?".length, text: null },
      answer: { found: true, messageId: answer.id, characters: answer.text.length, text: null },
    });
    expect(suggestion).toMatchObject({ decision: "look", reason: "quality" });
    await jobCtx()
      .db.update(disputes)
      .set({ sharesContent: true })
      .where(eq(disputes.id, dispute.id as Id<"dsp">));
    await requestEvidence(operator, dispute.id);
    await gatherEvidence(jobCtx(), dispute.id);
    expect((await getDisputeCase(operator, dispute.id)).evidence).toMatchObject({
      question: { text: "What is PT?" },
      answer: { text: answer.text },
    });
    await deleteConversation(person.ctx, conversationId);
    await requestEvidence(operator, dispute.id);
    await gatherEvidence(jobCtx(), dispute.id);
    expect((await getDisputeCase(operator, dispute.id)).evidence).toMatchObject({
      turn: { found: false, why: "deleted" },
      answer: { found: false, why: "deleted" },
      stream: { found: true },
    });
  });

  test("gathers once however often the job is delivered, and fails whole while something is away", async () => {
    const { transactionId } = await talk();
    const { id } = await openDispute(person.ctx, { transactionId, reason: "no-answer" });
    armFault("object", "error", 1);
    await expect(gatherEvidence(jobCtx(), id)).rejects.toMatchObject({ slug: "unavailable" });
    expect((await getDispute(person.ctx, id)).state).toBe("gathering");
    await Promise.all([gatherEvidence(jobCtx(), id), gatherEvidence(jobCtx(), id)]);
    await gatherEvidence(jobCtx(), id);
    const { state, events } = await getDispute(person.ctx, id);
    expect(state).toBe("in-review");
    expect(events.filter(({ kind }) => kind === "evidence")).toHaveLength(1);
  });

  test("that got stuck is gathered by the sweep as far as it can be reached", async () => {
    const { transactionId } = await talk();
    const { id } = await openDispute(person.ctx, { transactionId, reason: "no-answer" });
    expect((await sweepDisputes(jobCtx())).gathered).toBe(0);
    armFault("object", "error", 1);
    expect((await sweepDisputes(after(jobCtx(), 31 * MINUTE_MS))).gathered).toBe(1);
    expect(await getDispute(person.ctx, id)).toMatchObject({
      state: "in-review",
      evidence: { turn: { found: false, why: "unreachable" }, usage: { found: true } },
    });
  });

  test("is asked for again by operators alone, while the dispute is in review", async () => {
    const { id } = await reviewedDispute(person);
    await expect(requestEvidence(person.ctx, id)).rejects.toMatchObject({ slug: "forbidden" });
    expect((await requestEvidence(operator, id)).state).toBe("gathering");
    expect((await requestEvidence(operator, id)).state).toBe("gathering");
    await withdrawDispute(person.ctx, id);
    await expect(requestEvidence(operator, id)).rejects.toMatchObject({ slug: "conflict" });
  });
});

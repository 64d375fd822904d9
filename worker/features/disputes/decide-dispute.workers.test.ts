import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import {
  chargeFor,
  type Disputer,
  makeDisputer,
  makeOperator,
  returnsOf,
  reviewedDispute,
  stepsMailed,
  usageFor,
} from "../../../tests/support/disputes.ts";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import {
  decideDispute,
  getDispute,
  getDisputeCase,
  openDispute,
  withdrawDispute,
} from "./index.ts";

const PT = 1_000_000;
let person: Disputer;
let operator: Ctx;

beforeEach(async () => {
  person = await makeDisputer();
  operator = await makeOperator();
});

const balance = async () => (await ledgerOf(env, person.accountId).balance()).balanceMicroPt;

describe("a decision", () => {
  test("to approve gives all of it back, once, and tells the workspace", async () => {
    const before = await balance();
    const { id } = await reviewedDispute(person);
    expect(await balance()).toBe(before - 10 * PT);
    const decided = await decideDispute(operator, id, { outcome: "approved", comment: "Sorry." });
    expect(decided).toMatchObject({
      state: "approved",
      returnedMicroPt: 10 * PT,
      dueAtMs: null,
      decision: { outcome: "approved", effect: "refund", comment: "Sorry.", pending: false },
    });
    expect(await balance()).toBe(before);
    const [given] = await returnsOf(person.accountId);
    expect(given).toMatchObject({ id: decided.decision?.transactionId, kind: "refund" });
    const own = await getDispute(person.ctx, id);
    expect(own.events.map(({ kind }) => kind)).toEqual([
      "opened",
      "evidence",
      "decided",
      "returned",
    ]);
    expect(own.events.find(({ kind }) => kind === "decided")?.actorName).toBeNull();
    expect(await stepsMailed(person.email)).toEqual(["opened", "approved"]);
  });

  test("in part gives back that part, and never more than is left", async () => {
    const before = await balance();
    const { id } = await reviewedDispute(person);
    const more = decideDispute(operator, id, { outcome: "partly", amountPt: 11, comment: "x" });
    await expect(more).rejects.toMatchObject({
      slug: "invalid-input",
      errors: [{ pointer: "/amountPt" }],
    });
    await decideDispute(operator, id, { outcome: "partly", amountPt: 4, comment: "A part." });
    expect(await balance()).toBe(before - 6 * PT);
    expect(await getDispute(person.ctx, id)).toMatchObject({
      state: "partly",
      returnedMicroPt: 4 * PT,
    });
  });

  test("to deny needs an explanation and moves nothing", async () => {
    const { id } = await reviewedDispute(person);
    const before = await balance();
    const silent = decideDispute(operator, id, { outcome: "denied" });
    await expect(silent).rejects.toMatchObject({ slug: "invalid-input" });
    await decideDispute(operator, id, { outcome: "denied", comment: "It is right." });
    expect(await balance()).toBe(before);
    const own = await getDispute(person.ctx, id);
    expect(own).toMatchObject({
      state: "denied",
      returnedMicroPt: null,
      decision: { comment: "It is right.", effect: null, pending: false },
    });
    expect(await stepsMailed(person.email)).toEqual(["opened", "denied"]);
  });

  test("where our figure was wrong is a correction, of the difference as suggested", async () => {
    const before = await balance();
    const { id } = await reviewedDispute(person, { amountPt: 10, usage: usageFor(7) });
    const { suggestion, evidence } = await getDisputeCase(operator, id);
    expect(evidence?.recomputed).toMatchObject({ found: true, differenceMicroPt: 3 * PT });
    expect(suggestion).toEqual({
      decision: "partly",
      reason: "amount-differs",
      effect: "correct",
      amountMicroPt: 3 * PT,
    });
    await decideDispute(operator, id, { outcome: "partly", amountPt: 3, comment: "Our mistake." });
    expect(await returnsOf(person.accountId)).toMatchObject([
      { kind: "correct", balanceDeltaMicroPt: 3 * PT },
    ]);
    expect(await balance()).toBe(before - 7 * PT);
  });

  test("is made by operators in person only", async () => {
    const { id } = await reviewedDispute(person);
    const input = { outcome: "approved" as const };
    const nobody = (await makePerson()).ctx;
    await expect(decideDispute(person.ctx, id, input)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(decideDispute(nobody, id, input)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(decideDispute(jobCtx(), id, input)).rejects.toMatchObject({
      slug: "unauthorized",
    });
    await expect(getDisputeCase(person.ctx, id)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(
      decideDispute(operator, "dsp_01KAJ3C6Z8W4T2N9Q7RXVB5M1D", input),
    ).rejects.toMatchObject({ slug: "not-found" });
  });

  test("is refused before the evidence is there, after the end, and for what has changed", async () => {
    const { transactionId } = await chargeFor(person.accountId);
    const { id } = await openDispute(person.ctx, { transactionId, reason: "no-answer" });
    const early = decideDispute(operator, id, { outcome: "approved" });
    await expect(early).rejects.toMatchObject({ slug: "conflict" });
    await gatherEvidence(jobCtx(), id);
    const { version } = await getDisputeCase(operator, id);
    const stale = decideDispute(operator, id, { outcome: "approved", version: version - 1 });
    await expect(stale).rejects.toMatchObject({ slug: "conflict" });
    await withdrawDispute(person.ctx, id);
    const late = decideDispute(operator, id, { outcome: "approved" });
    await expect(late).rejects.toMatchObject({ slug: "conflict" });
    expect(await returnsOf(person.accountId)).toEqual([]);
  });
});

import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { AccountId, Id } from "#core/ids";
import { DAY_MS } from "#core/time";
import { ledgerOf } from "#objects/ledger";
import { shiftClock } from "#platform/clock";
import { armFault } from "#platform/faults";
import type { Ctx } from "#platform/ctx";
import {
  after,
  chargeFor,
  type Disputer,
  makeDisputer,
  makeOperator,
  returnsOf,
  reviewedDispute,
  stepsMailed,
  usageFor,
} from "../../../tests/support/disputes.ts";
import { jobCtx } from "../../../tests/support/people.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { decideDispute, getDispute, getDisputeCase, openDispute } from "./index.ts";
import { disputeJobs } from "./jobs.ts";
import { sweepDisputes } from "./sweep-disputes.ts";
import { disputes } from "./tables.ts";

type DisputeId = Id<"dsp">;

const PT = 1_000_000;
let person: Disputer;
let operator: Ctx;

beforeEach(async () => {
  person = await makeDisputer();
  operator = await makeOperator();
});

const balance = async () => (await ledgerOf(env, person.accountId).balance()).balanceMicroPt;
const rowOf = async (id: string) =>
  await jobCtx()
    .db.select()
    .from(disputes)
    .where(eq(disputes.id, id as DisputeId))
    .get();

describe("the effect happens once", () => {
  test("under a double click", async () => {
    const before = await balance();
    const { id } = await reviewedDispute(person);
    const { version } = await getDisputeCase(operator, id);
    const press = () => decideDispute(operator, id, { outcome: "approved", version });
    const pressed = await Promise.allSettled([press(), press(), press()]);
    expect(pressed.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
    expect(await press()).toMatchObject({ state: "approved", returnedMicroPt: 10 * PT });
    expect(await returnsOf(person.accountId)).toHaveLength(1);
    expect(await balance()).toBe(before);
    expect((await stepsMailed(person.email)).filter((step) => step === "approved")).toHaveLength(1);
  });

  test("when two operators decide differently at once: one of them is refused", async () => {
    const other = await makeOperator();
    const { id } = await reviewedDispute(person);
    const both = await Promise.allSettled([
      decideDispute(operator, id, { outcome: "approved" }),
      decideDispute(other, id, { outcome: "partly", amountPt: 2, comment: "A part." }),
    ]);
    const refused = both.filter(({ status }) => status === "rejected");
    expect(refused).toMatchObject([{ reason: { slug: "conflict" } }]);
    expect(await returnsOf(person.accountId)).toHaveLength(1);
    const row = await rowOf(id);
    expect(row?.returnedMicroPt).toBe(row?.state === "approved" ? 10 * PT : 2 * PT);
  });

  test.each(["error", "lost-reply"] as const)(
    "when the process dies between the decision and the ledger (%s): the job finishes it",
    async (mode) => {
      const before = await balance();
      const { id } = await reviewedDispute(person);
      await killBeforeEffect(id, mode);
      expect(await rowOf(id)).toMatchObject({ state: "approved", effectState: "pending" });
      expect((await getDispute(person.ctx, id)).decision).toMatchObject({ pending: true });
      expect(await stepsMailed(person.email)).toEqual(["opened"]);
      const finish = disputeJobs["disputes.decided"];
      await Promise.all([
        finish?.(jobCtx(), { disputeId: id as DisputeId }, "m"),
        finish?.(jobCtx(), { disputeId: id as DisputeId }, "m"),
      ]);
      await finish?.(jobCtx(), { disputeId: id as DisputeId }, "m");
      expect(await rowOf(id)).toMatchObject({ effectState: "done", returnedMicroPt: 10 * PT });
      expect(await returnsOf(person.accountId)).toHaveLength(1);
      expect(await balance()).toBe(before);
      expect(await stepsMailed(person.email)).toEqual(["opened", "approved"]);
    },
  );

  test("when neither the verb nor the job came to it: the sweep finishes it", async () => {
    const { id } = await reviewedDispute(person);
    await killBeforeEffect(id, "error");
    expect((await sweepDisputes(jobCtx())).finished).toBe(0);
    const later = after(jobCtx(), 61_000);
    expect((await sweepDisputes(later)).finished).toBe(1);
    expect(await rowOf(id)).toMatchObject({ effectState: "done", returnedMicroPt: 10 * PT });
    expect((await sweepDisputes(later)).finished).toBe(0);
    expect(await returnsOf(person.accountId)).toHaveLength(1);
  });

  test("and gives back what is left when something else was faster in between", async () => {
    const before = await balance();
    const { id, chargeId } = await reviewedDispute(person);
    await killBeforeEffect(id, "error");
    await ledgerOf(env, person.accountId).apply<"correct">({
      type: "correct",
      key: "elsewhere",
      chargeId,
      amountMicroPt: 7 * PT,
      reason: "found by the reconciliation",
    });
    await disputeJobs["disputes.decided"]?.(jobCtx(), { disputeId: id as DisputeId }, "m");
    expect(await rowOf(id)).toMatchObject({ effectState: "done", returnedMicroPt: 3 * PT });
    expect(await balance()).toBe(before);
  });

  test("and ends without one when nothing was left", async () => {
    const { id, chargeId } = await reviewedDispute(person);
    await killBeforeEffect(id, "error");
    const ledger = ledgerOf(env, person.accountId);
    await ledger.apply<"correct">({ type: "correct", key: "k", chargeId, reason: "elsewhere" });
    await disputeJobs["disputes.decided"]?.(jobCtx(), { disputeId: id as DisputeId }, "m");
    expect(await rowOf(id)).toMatchObject({ effectState: "done", returnedMicroPt: 0 });
    expect(await returnsOf(person.accountId)).toHaveLength(1);
    expect((await getDispute(person.ctx, id)).decision).toMatchObject({ transactionId: null });
  });
});

/** PT that expire within the hour. */
async function grantExpiring(accountId: AccountId): Promise<void> {
  await ledgerOf(env, accountId).apply<"grant">({
    type: "grant",
    key: "g",
    kind: "promo",
    amountMicroPt: 100 * PT,
    expiresAtMs: jobCtx().clock.now() + 3_600_000,
    source: { type: "test", id: "g" },
  });
}

/** Approves and lets the call to the ledger fail, as a crash right after the decision does. */
async function killBeforeEffect(id: string, mode: "error" | "lost-reply"): Promise<void> {
  const ledger = ledgerOf(env, person.accountId);
  await ledger.balance();
  armFault("object", mode, 1);
  const deciding = decideDispute(operator, id, { outcome: "approved" });
  await expect(deciding).rejects.toThrow(/Injected fault/);
}

test("a correction of our mistake expires again with the consumed grant, and that is told", async () => {
  const lone = await makeDisputer({ pt: 0 });
  await grantExpiring(lone.accountId);
  const { transactionId } = await chargeFor(lone.accountId, { amountPt: 10, usage: usageFor(7) });
  const { id } = await openDispute(lone.ctx, { transactionId, reason: "wrong-price" });
  shiftClock(2 * DAY_MS);
  try {
    await gatherEvidence(jobCtx(), id);
    const input = { outcome: "partly", amountPt: 3, comment: "Our mistake." } as const;
    const decided = await decideDispute(operator, id, input);
    expect(decided.decision).toMatchObject({
      effect: "correct",
      expiredAgainMicroPt: 3 * PT,
      grantId: null,
    });
    const { balanceMicroPt } = await ledgerOf(env, lone.accountId).balance();
    expect(balanceMicroPt).toBe(0);
  } finally {
    shiftClock(0);
  }
});

test("a refund comes back as a grant of thirty days where the consumed grant has expired", async () => {
  const lone = await makeDisputer({ pt: 0 });
  const ledger = ledgerOf(env, lone.accountId);
  await grantExpiring(lone.accountId);
  const { transactionId } = await chargeFor(lone.accountId);
  const { id } = await openDispute(lone.ctx, { transactionId, reason: "no-answer" });
  shiftClock(2 * DAY_MS);
  try {
    await gatherEvidence(jobCtx(), id);
    const { evidence } = await getDisputeCase(operator, id);
    expect(evidence?.grants).toMatchObject([{ kind: "promo", expired: true }]);
    const decided = await decideDispute(operator, id, { outcome: "approved" });
    expect(decided.decision?.grantId).toMatch(/^grant_/);
    const [grant] = await ledger.grants();
    expect(grant).toMatchObject({ kind: "refund", availableMicroPt: 10 * PT });
    expect((grant?.expiresAtMs ?? 0) - jobCtx().clock.now()).toBeGreaterThan(29 * DAY_MS);
  } finally {
    shiftClock(0);
  }
});

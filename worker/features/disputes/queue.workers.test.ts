import { beforeEach, describe, expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import {
  after,
  chargeFor,
  type Disputer,
  makeDisputer,
  makeOperator,
  reviewedDispute,
} from "../../../tests/support/disputes.ts";
import { jobCtx } from "../../../tests/support/people.ts";
import {
  askUser,
  decideDispute,
  getDispute,
  getDisputeStatistics,
  listDisputeQueue,
  openDispute,
} from "./index.ts";
import { sweepDisputes } from "./sweep-disputes.ts";
import { disputes } from "./tables.ts";

const PT = 1_000_000;
let person: Disputer;
let operator: Ctx;

beforeEach(async () => {
  person = await makeDisputer();
  operator = await makeOperator();
  await jobCtx().db.update(disputes).set({ state: "withdrawn", dueAtMs: null });
});

describe("the operator's queue", () => {
  test("shows those due first and can be narrowed by everything", async () => {
    const small = await reviewedDispute(person, { amountPt: 1 });
    const large = await reviewedDispute(person, { amountPt: 900 });
    const asked = await reviewedDispute(person, { amountPt: 20 });
    await askUser(operator, asked.id, { text: "Which one?" });
    const other = await makeDisputer();
    const { transactionId } = await chargeFor(other.accountId);
    const theirs = await openDispute(other.ctx, {
      transactionId,
      reason: "other",
      comment: "The moon is green",
    });
    const ids = async (filter: Parameters<typeof listDisputeQueue>[1]) =>
      (await listDisputeQueue(operator, { state: "unresolved", ...filter })).items.map(
        ({ id }) => id,
      );
    expect(await ids({})).toEqual([small.id, large.id, theirs.id, asked.id]);
    expect(await ids({ sort: "-amount" })).toEqual([large.id, asked.id, theirs.id, small.id]);
    expect(await ids({ state: "waiting-for-user" })).toEqual([asked.id]);
    expect(await ids({ reason: "other" })).toEqual([theirs.id]);
    expect(await ids({ minPt: 10, maxPt: 100 })).toEqual([theirs.id, asked.id]);
    expect(await ids({ workspace: other.workspace.id })).toEqual([theirs.id]);
    expect(await ids({ text: "moon is" })).toEqual([theirs.id]);
    expect(await ids({ text: large.id })).toEqual([large.id]);
    expect(await ids({ text: "100%" })).toEqual([]);
    expect(await ids({ overdue: true })).toEqual([]);
    const late = await listDisputeQueue(after(operator, 4 * DAY_MS), { overdue: true });
    expect(late.items.map(({ id }) => id)).toEqual([small.id, large.id, theirs.id]);
    expect(late.items[0]).toMatchObject({ overdue: true, workspaceName: expect.any(String) });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listDisputeQueue(operator, { state: "unresolved", limit: 1, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([small.id, large.id, theirs.id, asked.id]);
  });

  test("is for operators only", async () => {
    await expect(listDisputeQueue(person.ctx)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(getDisputeStatistics(person.ctx)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(listDisputeQueue(operator, { cursor: "x" })).rejects.toMatchObject({
      slug: "invalid-input",
    });
  });

  test("marks what the operator is late with, once, and keeps it for the statistics", async () => {
    const { id } = await reviewedDispute(person);
    const late = after(jobCtx(), 3 * DAY_MS + MINUTE_MS);
    expect((await sweepDisputes(late)).overdue).toBe(1);
    expect((await sweepDisputes(late)).overdue).toBe(0);
    const { events } = await getDispute(person.ctx, id);
    expect(events.filter(({ kind }) => kind === "overdue")).toHaveLength(1);
  });
});

test("the statistics count states, reasons, models, PT, time and lateness", async () => {
  const base = await getDisputeStatistics(operator);
  const first = await reviewedDispute(person, { amountPt: 10 });
  const second = await reviewedDispute(person, { amountPt: 20 });
  const third = await reviewedDispute(person, { amountPt: 30 });
  const { transactionId } = await chargeFor(person.accountId, { amountPt: 40 });
  await openDispute(person.ctx, { transactionId, reason: "no-answer" });
  await decideDispute(after(operator, 60_000), first.id, { outcome: "approved" });
  const part = { outcome: "partly", amountPt: 5, comment: "A part." } as const;
  await decideDispute(after(operator, 120_000), second.id, part);
  await decideDispute(after(operator, 400_000), third.id, { outcome: "denied", comment: "No." });
  const now = await getDisputeStatistics(operator, { days: 1 });
  expect(now.total).toBe(base.total + 4);
  const inState = (state: string) => now.byState.find((one) => one.state === state)?.count;
  expect([inState("approved"), inState("partly"), inState("denied")]).toEqual([1, 1, 1]);
  expect(now.returnedMicroPt - base.returnedMicroPt).toBe(15 * PT);
  expect(now.disputedMicroPt - base.disputedMicroPt).toBe(100 * PT);
  expect(now.approvalPercent).toBe(66.7);
  expect(now.medianDecisionMs).toBeGreaterThanOrEqual(120_000);
  expect(now.medianDecisionMs).toBeLessThan(180_000);
  expect(now.byModel[0]).toMatchObject({ model: "selvedge-answerer" });
  await sweepDisputes(after(jobCtx(), 4 * DAY_MS));
  expect((await getDisputeStatistics(operator)).overduePercent).toBeGreaterThan(0);
  const empty = await getDisputeStatistics(after(operator, 400 * DAY_MS), { days: 1 });
  expect(empty).toMatchObject({
    total: 0,
    approvalPercent: null,
    medianDecisionMs: null,
    overduePercent: null,
  });
});

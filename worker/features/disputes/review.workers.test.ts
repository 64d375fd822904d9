import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import {
  after,
  at,
  chargeFor,
  type Disputer,
  makeDisputer,
  makeOperator,
  reviewedDispute,
  stepsMailed,
} from "../../../tests/support/disputes.ts";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { addNote, askUser, getDispute, openDispute, postMessage } from "./index.ts";
import { sweepDisputes } from "./sweep-disputes.ts";

let person: Disputer;
let operator: Ctx;

let runner: Awaited<ReturnType<typeof makePerson>>;

beforeAll(async () => {
  // The first person of a deployment runs it.
  runner = await makePerson();
});

beforeEach(async () => {
  person = await makeDisputer();
  operator = await makeOperator();
});

async function opened(charge: Parameters<typeof chargeFor>[1] = {}) {
  const made = await chargeFor(person.accountId, charge);
  const { transactionId } = made;
  return { ...made, ...(await openDispute(person.ctx, { transactionId, reason: "wrong-price" })) };
}

describe("a question", () => {
  test("waits for the user; their answer puts it back into review", async () => {
    const { id } = await reviewedDispute(person);
    const nowMs = operator.clock.now();
    const text = "Which answer do you mean?";
    const asked = await askUser(at(operator, nowMs), id, { text });
    expect(asked).toMatchObject({ state: "waiting-for-user", waitsFor: "user", overdue: false });
    expect(asked.dueAtMs).toBe(nowMs + 14 * DAY_MS);
    const own = await getDispute(person.ctx, id);
    expect(own.events.at(-1)).toMatchObject({
      kind: "asked",
      side: "operator",
      actorName: null,
      text,
    });
    const answered = await postMessage(at(person.ctx, nowMs), id, { text: "The second one." });
    expect(answered).toMatchObject({ state: "in-review", waitsFor: "operator" });
    expect(answered.dueAtMs).toBe(nowMs + 3 * DAY_MS);
    expect(await stepsMailed(person.email)).toEqual(["opened", "asked"]);
    expect(await stepsMailed(runner.email)).toEqual(["answered"]);
  });

  test("that nobody answers in fourteen days ends the dispute, once", async () => {
    const { id } = await reviewedDispute(person);
    await askUser(operator, id, { text: "Which one?" });
    const job = jobCtx();
    expect((await sweepDisputes(after(job, 14 * DAY_MS - MINUTE_MS))).expired).toBe(0);
    expect((await sweepDisputes(after(job, 14 * DAY_MS + MINUTE_MS))).expired).toBe(1);
    expect((await sweepDisputes(after(job, 15 * DAY_MS))).expired).toBe(0);
    const own = await getDispute(person.ctx, id);
    expect(own).toMatchObject({ state: "expired", dueAtMs: null, returnedMicroPt: null });
    expect(await stepsMailed(person.email)).toEqual(["opened", "asked", "expired"]);
    await expect(postMessage(person.ctx, id, { text: "late" })).rejects.toMatchObject({
      slug: "conflict",
    });
  });

  test("is asked by operators only, in review only, and a second press asks nothing more", async () => {
    const early = await opened();
    const text = "Which one?";
    await expect(askUser(operator, early.id, { text })).rejects.toMatchObject({ slug: "conflict" });
    await expect(askUser(person.ctx, early.id, { text })).rejects.toMatchObject({
      slug: "forbidden",
    });
    await gatherEvidence(jobCtx(), early.id);
    await askUser(operator, early.id, { text });
    const again = await askUser(operator, early.id, { text });
    expect(again.events.filter(({ kind }) => kind === "asked")).toHaveLength(1);
    const stale = askUser(operator, early.id, { text: "And?", version: again.version - 1 });
    await expect(stale).rejects.toMatchObject({ slug: "conflict" });
  });
});

describe("messages", () => {
  test("of the user change nothing but the history until they were asked", async () => {
    const { id, dueAtMs } = await opened();
    const posted = await postMessage(person.ctx, id, { text: "One more thing." });
    expect(posted).toMatchObject({ state: "open", dueAtMs });
    const again = await postMessage(person.ctx, id, { text: "One more thing." });
    expect(again.events).toHaveLength(2);
    const all = await Promise.all([
      postMessage(person.ctx, id, { text: "First." }),
      postMessage(person.ctx, id, { text: "Second." }),
      gatherEvidence(jobCtx(), id),
    ]);
    expect(all).toHaveLength(3);
    const { events, state } = await getDispute(person.ctx, id);
    expect(state).toBe("in-review");
    expect(events.map(({ text }) => text)).toEqual(expect.arrayContaining(["First.", "Second."]));
  });

  test("of strangers are refused, and there are at most a hundred", async () => {
    const { id } = await opened();
    const stranger = await makeDisputer();
    const text = "Hello";
    await expect(postMessage(stranger.ctx, id, { text })).rejects.toMatchObject({
      slug: "not-found",
    });
    await expect(postMessage(person.ctx, id, { text: " " })).rejects.toMatchObject({
      slug: "invalid-input",
    });
    for (let n = 0; n < 100; n++) await postMessage(person.ctx, id, { text: `Message ${n}` });
    await expect(postMessage(person.ctx, id, { text })).rejects.toMatchObject({
      slug: "limit-reached",
    });
  });

  test("among operators are theirs alone", async () => {
    const { id } = await reviewedDispute(person);
    const noted = await addNote(operator, id, { text: "Looks like the March bug." });
    expect(noted.events.at(-1)).toMatchObject({ kind: "note", actorName: expect.any(String) });
    await addNote(operator, id, { text: "Looks like the March bug." });
    const { events } = await getDispute(person.ctx, id);
    expect(events.map(({ kind }) => kind)).not.toContain("note");
    await expect(addNote(person.ctx, id, { text: "x" })).rejects.toMatchObject({
      slug: "forbidden",
    });
  });
});

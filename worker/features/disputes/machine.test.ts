import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS } from "#core/time";
import {
  dueAfter,
  isOver,
  isOverdue,
  type Move,
  moves,
  nextState,
  unresolvedStates,
  waitsFor,
} from "./machine.ts";
import { type DisputeState, disputeStates } from "./schema.ts";

const everywhere: [DisputeState, Partial<Record<Move, DisputeState>>][] = [
  ["open", { gather: "gathering", answer: "open", withdraw: "withdrawn" }],
  [
    "gathering",
    { gather: "gathering", gathered: "in-review", answer: "gathering", withdraw: "withdrawn" },
  ],
  [
    "in-review",
    {
      gather: "gathering",
      ask: "waiting-for-user",
      answer: "in-review",
      propose: "second-approval",
      approve: "approved",
      partly: "partly",
      deny: "denied",
      withdraw: "withdrawn",
    },
  ],
  [
    "waiting-for-user",
    {
      ask: "waiting-for-user",
      answer: "in-review",
      propose: "second-approval",
      approve: "approved",
      partly: "partly",
      deny: "denied",
      withdraw: "withdrawn",
      expire: "expired",
    },
  ],
  [
    "second-approval",
    {
      answer: "second-approval",
      "send-back": "in-review",
      approve: "approved",
      partly: "partly",
      withdraw: "withdrawn",
    },
  ],
  ["approved", {}],
  ["partly", {}],
  ["denied", {}],
  ["withdrawn", {}],
  ["expired", {}],
];

describe.each(everywhere)("from %s", (state, allowed) => {
  test.each(moves.map((move) => [move, allowed[move]] as const))("%s leads to %s", (move, next) => {
    expect(nextState(state, move)).toBe(next);
  });
});

test("the table says something about every state", () => {
  expect(everywhere.map(([state]) => state)).toEqual(disputeStates);
});

const someMoves = fc.array(fc.constantFrom(...moves), { maxLength: 60 });

/** Plays moves; those that the state refuses change nothing. */
function play(sequence: Move[]): DisputeState[] {
  const path: DisputeState[] = ["open"];
  for (const move of sequence) {
    const state = path.at(-1) ?? "open";
    path.push(nextState(state, move) ?? state);
  }
  return path;
}

describe("whatever happens", () => {
  test("a dispute that is over stays as it is", () => {
    fc.assert(
      fc.property(someMoves, (sequence) => {
        const path = play(sequence);
        const afterwards = path.slice(path.findIndex(isOver));
        expect(!path.some(isOver) || new Set(afterwards).size === 1).toBe(true);
      }),
    );
  });

  test("nothing is approved, in part or whole, before its evidence was gathered", () => {
    fc.assert(
      fc.property(someMoves, (sequence) => {
        const path = play(sequence);
        const approved = path.findIndex((state) => state === "approved" || state === "partly");
        expect(approved < 0 || path.slice(0, approved).includes("in-review")).toBe(true);
      }),
    );
  });

  test("what waits for a second operator was in review before, and is never denied from there", () => {
    fc.assert(
      fc.property(someMoves, (sequence) => {
        const path = play(sequence);
        const fromThere = path.flatMap((state, at) =>
          path[at - 1] === "second-approval" ? [state] : [],
        );
        const proposed = path.indexOf("second-approval");
        expect(fromThere).not.toContain("denied");
        expect(proposed < 0 || path.slice(0, proposed).includes("in-review")).toBe(true);
      }),
    );
  });

  test("it can always still end, and only a question that waits can expire", () => {
    fc.assert(
      fc.property(someMoves, (sequence) => {
        const state = play(sequence).at(-1) ?? "open";
        expect(isOver(state) || nextState(state, "withdraw") === "withdrawn").toBe(true);
        expect(nextState(state, "expire") !== undefined).toBe(state === "waiting-for-user");
      }),
    );
  });

  test("someone has to act by a time exactly while it is not over", () => {
    fc.assert(
      fc.property(someMoves, fc.nat(), (sequence, nowMs) => {
        const state = play(sequence).at(-1) ?? "open";
        expect(dueAfter(undefined, state, nowMs) === null).toBe(isOver(state));
        expect(waitsFor(state) === null).toBe(isOver(state));
        expect(unresolvedStates.includes(state)).toBe(!isOver(state));
      }),
    );
  });
});

describe("deadlines", () => {
  const due = (state: DisputeState, dueAtMs: number) => ({ state, dueAtMs });

  test("the operator has three days from the opening, however often the state changes", () => {
    expect(dueAfter(undefined, "open", 1_000)).toBe(1_000 + 3 * DAY_MS);
    const opened = due("open", 500);
    expect(dueAfter(opened, "gathering", 9_000)).toBe(500);
    expect(dueAfter(due("in-review", 500), "second-approval", 9_000)).toBe(500);
  });

  test("the user has fourteen days, and then the operator three again", () => {
    const asked = dueAfter(due("in-review", 500), "waiting-for-user", 1_000);
    expect(asked).toBe(1_000 + 14 * DAY_MS);
    expect(dueAfter(due("waiting-for-user", asked ?? 0), "in-review", 5_000)).toBe(
      5_000 + 3 * DAY_MS,
    );
  });

  test("only the operator is ever overdue, from the very moment of the deadline", () => {
    expect(isOverdue(due("in-review", 1_000), 999)).toBe(false);
    expect(isOverdue(due("in-review", 1_000), 1_000)).toBe(true);
    expect(isOverdue(due("waiting-for-user", 1_000), 5_000)).toBe(false);
    expect(isOverdue({ state: "approved", dueAtMs: null }, 5_000)).toBe(false);
  });
});

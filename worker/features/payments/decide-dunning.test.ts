import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/time";
import { type DunningCase, decideDunning, dunningSteps, graceEndsAtMs } from "./decide-dunning.ts";

const OPENED = Date.UTC(2026, 10, 21, 9);
const fresh: DunningCase = { state: "grace", openedAtMs: OPENED, stepsTaken: 0 };
const onDay = (day: number, moreMs = 0) => OPENED + day * DAY_MS + moreMs;

describe("a failed payment", () => {
  it("is followed on days 0, 3, 5 and 7, and the plan freezes after seven", () => {
    expect(dunningSteps(OPENED).map(({ atMs }) => (atMs - OPENED) / DAY_MS)).toEqual([0, 3, 5, 7]);
    expect(graceEndsAtMs(OPENED)).toBe(onDay(7));
  });

  it.each([
    [0, 0, 0, { kind: "reminder", step: 1 }, false, 3],
    [1, 1, 0, null, false, 3],
    [1, 2, 23 * HOUR_MS, null, false, 3],
    [1, 3, 0, { kind: "reminder", step: 2 }, false, 5],
    [2, 5, 0, { kind: "reminder", step: 3 }, false, 7],
    [3, 6, 23 * HOUR_MS, null, false, 7],
    [3, 7, 0, { kind: "frozen" }, true, 8],
  ])(
    "with %i steps taken on day %i (+ %i ms) sends %j",
    (stepsTaken, day, moreMs, mail, freeze, nextDay) => {
      const move = decideDunning({ ...fresh, stepsTaken }, onDay(day, moreMs));
      expect(move).toMatchObject({ mail, freeze, nextAtMs: onDay(nextDay) });
    },
  );

  it("sends only the latest mail of several that are due at once", () => {
    expect(decideDunning(fresh, onDay(5, HOUR_MS))).toEqual({
      stepsTaken: 3,
      mail: { kind: "reminder", step: 3 },
      freeze: false,
      nextAtMs: onDay(7),
    });
    expect(decideDunning(fresh, onDay(40))).toMatchObject({
      stepsTaken: 4,
      mail: { kind: "frozen" },
      freeze: true,
    });
  });

  it("is looked at once a day when everything is sent", () => {
    const frozen: DunningCase = { state: "frozen", openedAtMs: OPENED, stepsTaken: 4 };
    expect(decideDunning(frozen, onDay(9))).toEqual({
      stepsTaken: 4,
      mail: null,
      freeze: false,
      nextAtMs: onDay(10),
    });
  });

  it("takes no step twice and undoes none, however the clock jumps", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -30, max: 30 * 24 }), { minLength: 1, maxLength: 40 }),
        (hours) => {
          let one: DunningCase = fresh;
          const mails: unknown[] = [];
          let freezes = 0;
          for (const hour of hours) {
            const move = decideDunning(one, OPENED + hour * HOUR_MS);
            expect(move.stepsTaken).toBeGreaterThanOrEqual(one.stepsTaken);
            if (move.mail !== null) mails.push(JSON.stringify(move.mail));
            if (move.freeze) freezes += 1;
            const state = move.freeze ? "frozen" : one.state;
            one = { state, openedAtMs: OPENED, stepsTaken: move.stepsTaken };
          }
          expect(new Set(mails).size).toBe(mails.length);
          expect(freezes).toBe(one.state === "frozen" ? 1 : 0);
        },
      ),
    );
  });
});

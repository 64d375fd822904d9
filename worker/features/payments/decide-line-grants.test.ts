import { describe, expect, it } from "vitest";
import { DAY_MS, SECOND_MS } from "#core/time";
import {
  business,
  change,
  END,
  entry,
  grantAll,
  invoice,
  line,
  pro,
  PT,
  START,
  sum,
  terms,
  YEAR_END,
} from "../../../tests/support/invoice-lines.ts";
import { decideLineGrants } from "./decide-line-grants.ts";

describe("the invoice of a period", () => {
  it("grants the PT of its price, to the end of the period", () => {
    const { grants } = decideLineGrants([invoice("in_1", [line(entry)])], "in_1", new Map());
    expect(grants).toEqual([
      {
        lineId: "il_1",
        plan: "entry",
        planVersionId: "plan_1",
        amountMicroPt: 19_000 * PT,
        startsAtMs: START,
        endsAtMs: END,
        periodStartsAtMs: START,
        advancedShareCapPercent: 25,
        isChange: false,
      },
    ]);
  });

  it("grants every seat on its own line", () => {
    const seats = line(terms(12_000 * PT, { item: "seat" }), { id: "il_2", quantity: 4 });
    const granted = grantAll([invoice("in_1", [line(pro), seats])]);
    expect([...granted]).toEqual([
      ["il_1", 49_000 * PT],
      ["il_2", 48_000 * PT],
    ]);
  });

  it("of a year grants twelve months at once, valid for the year", () => {
    const yearly = terms(12 * 49_000 * PT, { interval: "year" });
    const { grants } = decideLineGrants(
      [invoice("in_1", [line(yearly, { endsAtMs: YEAR_END })])],
      "in_1",
      new Map(),
    );
    expect(grants).toMatchObject([{ amountMicroPt: 588_000 * PT, endsAtMs: YEAR_END }]);
  });

  it("grants the same when a coupon has paid for it", () => {
    const free = line(pro, { amountMinor: 0 });
    expect(sum(grantAll([invoice("in_1", [free])]).values())).toBe(49_000 * PT);
  });

  it.each([
    ["a draft", "draft"],
    ["open", "open"],
    ["void", "void"],
    ["given up", "uncollectible"],
  ] as const)("that is %s grants nothing", (_, status) => {
    expect(grantAll([invoice("in_1", [line(pro)], { status })]).size).toBe(0);
  });

  it("grants nothing for what is not of our plans", () => {
    expect(grantAll([invoice("in_1", [line(null)])]).size).toBe(0);
  });

  it("of a trial grants the plan's trial PT, once for a subscription, and none for seats", () => {
    const trial = terms(49_000 * PT, { trialMicroPt: 2_000 * PT });
    const free = { isTrial: true, amountMinor: 0 };
    const seat = line(terms(12_000 * PT, { item: "seat", trialMicroPt: 2_000 * PT }), {
      ...free,
      id: "il_2",
    });
    const first = invoice("in_1", [line(trial, free), seat]);
    expect([...grantAll([first])]).toEqual([["il_1", 2_000 * PT]]);
    const again = { ...first, isFirst: false };
    expect(grantAll([again]).size).toBe(0);
  });
});

describe("an upgrade within a period", () => {
  const half = START + 15 * DAY_MS;
  const base = invoice("in_1", [line(entry)]);

  it("grants the difference for what is left of the period, to the second", () => {
    const granted = grantAll([base, change("in_2", half, entry, pro)]);
    expect(granted.get("in_2-in")).toBe(15_000 * PT);
    const odd = START + 1_234_567 * SECOND_MS;
    const wholeSeconds = 30 * 24 * 3_600;
    const leftSeconds = wholeSeconds - 1_234_567;
    const exact = (BigInt(30_000 * PT) * BigInt(leftSeconds)) / BigInt(wholeSeconds);
    expect(grantAll([base, change("in_2", odd, entry, pro)]).get("in_2-in")).toBe(Number(exact));
  });

  it("keeps the running period and ends with it", () => {
    const all = [base, change("in_2", half, entry, pro)];
    const { grants, chainId } = decideLineGrants(all, "in_2", new Map([["in_1", 0]]));
    expect(chainId).toBe("in_1");
    expect(grants).toMatchObject([
      { periodStartsAtMs: START, endsAtMs: END, plan: "pro", isChange: true },
    ]);
  });

  it("takes the versions that were bought, not today's", () => {
    const old = terms(9_000 * PT, { plan: "entry" });
    const all = [invoice("in_1", [line(old)]), change("in_2", half, old, pro)];
    expect(grantAll(all).get("in_2-in")).toBe(20_000 * PT);
  });

  it("grants seats that were added", () => {
    const seat = terms(12_000 * PT, { item: "seat" });
    const prorated = { isProration: true, startsAtMs: half };
    const more = invoice(
      "in_2",
      [
        line(seat, { id: "out", ...prorated, quantity: 1, isCredit: true }),
        line(seat, { id: "in", ...prorated, quantity: 3 }),
      ],
      { createdAtMs: half, isBase: false, isFirst: false },
    );
    const first = invoice("in_1", [line(pro), line(seat, { id: "il_2" })]);
    expect(grantAll([first, more]).get("in")).toBe(12_000 * PT);
  });

  it("counts with what is really paid: an unpaid one grants when it is paid", () => {
    const first = { ...change("in_2", half, entry, pro), status: "open" as const };
    expect(grantAll([base, first]).get("in_2-in")).toBeUndefined();
    expect(grantAll([base, { ...first, status: "paid" }]).get("in_2-in")).toBe(15_000 * PT);
  });

  it("to a year grants the year less the rest of the month", () => {
    const yearly = terms(12 * 19_000 * PT, { interval: "year", plan: "entry" });
    const yearEnd = half + 365 * DAY_MS;
    const toYear = invoice(
      "in_2",
      [
        line(entry, { id: "out", isProration: true, startsAtMs: half, isCredit: true }),
        line(yearly, { id: "in", startsAtMs: half, endsAtMs: yearEnd }),
      ],
      { createdAtMs: half, isBase: false, isFirst: false },
    );
    const { grants } = decideLineGrants([base, toYear], "in_2", new Map([["in_1", 0]]));
    expect(grants).toMatchObject([
      {
        lineId: "in",
        amountMicroPt: (12 * 19_000 - 9_500) * PT,
        periodStartsAtMs: START,
        endsAtMs: yearEnd,
      },
    ]);
  });

  it("falls back to its share of the price where the whole period is not known", () => {
    const alone = invoice("in_2", [line(pro, { isProration: true, amountMinor: 1_225 })], {
      isBase: false,
      isFirst: false,
    });
    expect(sum(grantAll([alone]).values())).toBe(12_250 * PT);
  });

  it("in a trial grants nothing, because nothing was paid", () => {
    const trial = invoice("in_1", [line(entry, { isTrial: true, amountMinor: 0 })]);
    expect(grantAll([trial, change("in_2", half, entry, pro)]).get("in_2-in")).toBeUndefined();
  });

  it("that the renewal bills expires with the renewed period", () => {
    const nextEnd = END + 31 * DAY_MS;
    const prorated = { isProration: true, startsAtMs: half };
    const renewal = invoice(
      "in_2",
      [
        line(entry, { id: "out", ...prorated, isCredit: true }),
        line(pro, { id: "in", ...prorated }),
        line(pro, { id: "next", startsAtMs: END, endsAtMs: nextEnd }),
      ],
      { createdAtMs: END, isFirst: false },
    );
    const { grants } = decideLineGrants([base, renewal], "in_2", new Map([["in_1", 0]]));
    expect(grants).toMatchObject([
      { lineId: "next", amountMicroPt: 49_000 * PT, endsAtMs: nextEnd },
      { lineId: "in", amountMicroPt: 15_000 * PT, endsAtMs: nextEnd, periodStartsAtMs: END },
    ]);
  });
});

describe("renewals", () => {
  it("begin anew: each grants its own period, whatever was changed before", () => {
    const half = START + 15 * DAY_MS;
    const nextEnd = END + 31 * DAY_MS;
    const all = [
      invoice("in_1", [line(entry)]),
      change("in_2", half, entry, pro),
      invoice("in_3", [line(pro, { id: "il_3", startsAtMs: END, endsAtMs: nextEnd })], {
        createdAtMs: END,
        isFirst: false,
      }),
      {
        ...change("in_4", END + DAY_MS, pro, business),
        lines: change("in_4", END + DAY_MS, pro, business).lines.map((one) =>
          Object.assign(one, { endsAtMs: nextEnd }),
        ),
      },
    ];
    const granted = grantAll(all);
    expect(granted.get("il_3")).toBe(49_000 * PT);
    expect(granted.get("in_2-in")).toBe(15_000 * PT);
    const left = Number((BigInt(110_000 * PT) * 30n) / 31n);
    expect(granted.get("in_4-in")).toBe(left);
    expect(sum(grantAll(all, ["in_4", "in_3", "in_2", "in_1"]).values())).toBe(
      sum(granted.values()),
    );
  });
});

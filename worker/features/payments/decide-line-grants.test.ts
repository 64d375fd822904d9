import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, SECOND_MS } from "#core/time";
import {
  type ChainInvoice,
  decideLineGrants,
  type GrantLine,
  type PriceTerms,
} from "./decide-line-grants.ts";

const START = Date.UTC(2026, 10, 1);
const END = START + 30 * DAY_MS;
const YEAR_END = START + 365 * DAY_MS;
const PT = 1_000_000;

function terms(microPtPerPeriod: number, more: Partial<PriceTerms> = {}): PriceTerms {
  return {
    item: "plan",
    plan: "pro",
    planVersionId: "plan_1",
    interval: "month",
    microPtPerPeriod,
    trialMicroPt: 0,
    unitAmountMinor: microPtPerPeriod / PT / 10,
    advancedShareCapPercent: null,
    ...more,
  };
}

const entry = terms(19_000 * PT, { plan: "entry", advancedShareCapPercent: 25 });
const pro = terms(49_000 * PT);
const business = terms(159_000 * PT, { plan: "business" });

function line(of: PriceTerms | null, more: Partial<GrantLine> = {}): GrantLine {
  return {
    id: "il_1",
    terms: of,
    isProration: false,
    isCredit: false,
    isTrial: false,
    quantity: 1,
    amountMinor: of?.unitAmountMinor ?? 500,
    startsAtMs: START,
    endsAtMs: END,
    ...more,
  };
}

function invoice(id: string, lines: GrantLine[], more: Partial<ChainInvoice> = {}): ChainInvoice {
  return {
    id,
    createdAtMs: START,
    status: "paid",
    isBase: true,
    isFirst: true,
    lines,
    ...more,
  };
}

/** What Stripe bills when a plan is exchanged for another at that time. */
function change(id: string, atMs: number, from: PriceTerms, to: PriceTerms): ChainInvoice {
  const prorated = { isProration: true, startsAtMs: atMs };
  return invoice(
    id,
    [
      line(from, { id: `${id}-out`, ...prorated, isCredit: true, amountMinor: -1 }),
      line(to, { id: `${id}-in`, ...prorated, amountMinor: 1 }),
    ],
    { createdAtMs: atMs, isBase: false, isFirst: false },
  );
}

/** Looks at the invoices in that order, each deciding on what was decided before. */
function grantAll(all: ChainInvoice[], order = all.map(({ id }) => id)) {
  const decided = new Map<string, number>();
  const granted = new Map<string, number>();
  for (const id of order) {
    const { grants } = decideLineGrants(all, id, decided);
    const changes = grants.filter(({ isChange }) => isChange);
    decided.set(
      id,
      changes.reduce((sum, { amountMicroPt }) => sum + amountMicroPt, 0),
    );
    for (const { lineId, amountMicroPt } of grants) granted.set(lineId, amountMicroPt);
  }
  return granted;
}

const sum = (amounts: Iterable<number>) => [...amounts].reduce((all, one) => all + one, 0);

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

const plans = [entry, pro, business];

/** A period with changes at whole seconds, each to any plan. */
const histories = fc
  .record({
    first: fc.nat(2),
    steps: fc.array(
      fc.record({ to: fc.nat(2), atSecond: fc.integer({ min: 1, max: 30 * 86_400 - 1 }) }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ first, steps }) => {
    const times = [...new Set(steps.map(({ atSecond }) => atSecond))].sort((a, b) => a - b);
    return {
      first,
      steps: times.map((atSecond, index) => ({ atSecond, to: steps[index]?.to ?? 0 })),
    };
  });

type History = { first: number; steps: { to: number; atSecond: number }[] };

function planAt(index: number): PriceTerms {
  return plans[index] ?? entry;
}

function invoicesOf({ first, steps }: History): ChainInvoice[] {
  let current = planAt(first);
  const all = [invoice("in_0", [line(current)])];
  steps.forEach(({ to, atSecond }, index) => {
    const next = planAt(to);
    all.push(change(`in_${index + 1}`, START + atSecond * SECOND_MS, current, next));
    current = next;
  });
  return all;
}

/** The highest sum of money that the changes ever asked for, in micro-PT times seconds. */
function highestExact({ first, steps }: History): bigint {
  const whole = 30n * 86_400n;
  let current = BigInt(planAt(first).microPtPerPeriod);
  let state = 0n;
  let highest = 0n;
  for (const { to, atSecond } of steps) {
    const next = BigInt(planAt(to).microPtPerPeriod);
    state += (next - current) * (whole - BigInt(atSecond));
    current = next;
    if (state > highest) highest = state;
  }
  return highest / whole;
}

describe("any history of changes", () => {
  it("grants the highest state that was paid for and nothing more, in whatever order it is seen", () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.nat()), (history, random) => {
        const all = invoicesOf(history);
        const expected = planAt(history.first).microPtPerPeriod + Number(highestExact(history));
        expect(sum(grantAll(all).values())).toBe(expected);
        const order = all
          .map(({ id }) => ({ id, at: random.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ id }) => id);
        expect(sum(grantAll(all, order).values())).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("never brings more than the dearest plan for the whole rest of the period", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const dearest = Math.max(
          ...[history.first, ...history.steps.map(({ to }) => to)].map(
            (index) => planAt(index).microPtPerPeriod,
          ),
        );
        expect(sum(grantAll(invoicesOf(history)).values())).toBeLessThanOrEqual(dearest);
      }),
      { numRuns: 500 },
    );
  });

  it("mints nothing by going up and down between two plans", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 * 86_400 - 1 }), { minLength: 2, maxLength: 12 }),
        (seconds) => {
          const times = [...new Set(seconds)].sort((a, b) => a - b);
          const steps = times.map((atSecond, index) => ({ atSecond, to: index % 2 === 0 ? 1 : 0 }));
          const all = invoicesOf({ first: 0, steps });
          const once = invoicesOf({ first: 0, steps: steps.slice(0, 1) });
          expect(sum(grantAll(all).values())).toBe(sum(grantAll(once).values()));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("brings the same when some are paid late, if all only went up", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 30 * 86_400 - 1 }), {
          minLength: 2,
          maxLength: 2,
        }),
        fc.boolean(),
        (seconds, lateFirst) => {
          const [first = 1, second = 2] = seconds.sort((a, b) => a - b);
          const history = {
            first: 0,
            steps: [
              { atSecond: first, to: 1 },
              { atSecond: second, to: 2 },
            ],
          };
          const all = invoicesOf(history);
          const order = lateFirst ? ["in_0", "in_2", "in_1"] : ["in_0", "in_1", "in_2"];
          const decided = new Map<string, number>();
          let total = 0;
          order.forEach((id, index) => {
            const paidNow = new Set(order.slice(0, index + 1));
            const seen = all.map((one) =>
              paidNow.has(one.id) ? one : Object.assign({}, one, { status: "open" as const }),
            );
            const { grants } = decideLineGrants(seen, id, decided);
            const changed = sum(grants.flatMap((one) => (one.isChange ? [one.amountMicroPt] : [])));
            decided.set(id, changed);
            total += changed;
          });
          expect(total).toBe(Number(highestExact(history)));
        },
      ),
      { numRuns: 300 },
    );
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

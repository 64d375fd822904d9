import { expect, test } from "vitest";
import { decideOffer, type OfferBasis } from "./decide-offer.ts";
import { decidePauseRefusal, resumesAt } from "./decide-pause.ts";
import { decideStale, QUOTE_TTL_MS } from "./decide-quote.ts";
import { decideTrialDays } from "./decide-trial.ts";

const quote = { prorationAtMs: 1_000_000, expectedAmountMinor: 500 };

test("an amount that was shown holds for fifteen minutes", () => {
  const at = (nowMs: number) => decideStale(quote, { nowMs, amountMinor: 500 });
  expect(at(1_000_000)).toBeUndefined();
  expect(at(1_000_000 + QUOTE_TTL_MS)).toBeUndefined();
  expect(at(1_000_000 + QUOTE_TTL_MS + 1)).toBe("too-old");
});

test("an instant that lies ahead is no preview's", () => {
  expect(decideStale(quote, { nowMs: 1_000_000 - 61_000, amountMinor: 500 })).toBe("too-old");
});

test("an amount that differs by one cent is stale", () => {
  expect(decideStale(quote, { nowMs: 1_000_000, amountMinor: 501 })).toBe("amount");
});

test("there is a trial with the first subscription only", () => {
  expect(decideTrialDays({ trialDays: 14 }, false)).toBe(14);
  expect(decideTrialDays({ trialDays: 14 }, true)).toBe(0);
  expect(decideTrialDays({ trialDays: 0 }, false)).toBe(0);
});

const basis: OfferBasis = {
  status: "active",
  interval: "month",
  isPaused: false,
  hasDiscount: false,
  thisPeriod: undefined,
  discountTakenLately: false,
};

test("who is about to leave is offered a discount or a month's pause", () => {
  expect(decideOffer(basis)).toEqual({
    state: "available",
    discount: { percentOff: 30, months: 3 },
    pauseMonths: 1,
  });
});

test("a year is offered a discount and no pause", () => {
  expect(decideOffer({ ...basis, interval: "year" })).toMatchObject({
    discount: { percentOff: 10, months: 0 },
    pauseMonths: null,
  });
});

test("an offer is there once a period", () => {
  expect(decideOffer({ ...basis, thisPeriod: "declined" }).state).toBe("used");
  expect(decideOffer({ ...basis, thisPeriod: "discount" }).state).toBe("accepted");
  expect(decideOffer({ ...basis, thisPeriod: "pause" }).state).toBe("accepted");
});

test("discounts neither add up nor follow one another", () => {
  expect(decideOffer({ ...basis, hasDiscount: true }).discount).toBeNull();
  expect(decideOffer({ ...basis, discountTakenLately: true }).discount).toBeNull();
  const yearly = { ...basis, interval: "year" as const, hasDiscount: true };
  expect(decideOffer(yearly).state).toBe("none");
});

test.each(["trialing", "past_due", "unpaid"] as const)(
  "a %s subscription is offered nothing",
  (status) => {
    expect(decideOffer({ ...basis, status }).state).toBe("none");
  },
);

const pausable = {
  status: "active" as const,
  interval: "month" as const,
  isPaused: false,
  endsByItself: false,
  hasScheduledChange: false,
};

test("only a monthly subscription that runs on can be paused", () => {
  expect(decidePauseRefusal(pausable)).toBeUndefined();
  expect(decidePauseRefusal({ ...pausable, status: "past_due" })).toBe("not-active");
  expect(decidePauseRefusal({ ...pausable, interval: "year" })).toBe("yearly");
  expect(decidePauseRefusal({ ...pausable, isPaused: true })).toBe("paused");
  expect(decidePauseRefusal({ ...pausable, endsByItself: true })).toBe("ending");
  expect(decidePauseRefusal({ ...pausable, hasScheduledChange: true })).toBe("scheduled");
});

test("collection goes on an hour before the first period that is to be paid again", () => {
  const end = Date.UTC(2027, 0, 31, 12);
  expect(new Date(resumesAt(end, 1)).toISOString()).toBe("2027-02-28T11:00:00.000Z");
  expect(new Date(resumesAt(end, 2)).toISOString()).toBe("2027-03-31T11:00:00.000Z");
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Deadline } from "./deadline.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

test("a wait that is met in time says nothing, and a thousand of them keep one timer", () => {
  const onMissed = vi.fn();
  const deadline = new Deadline(onMissed);
  for (let wait = 0; wait < 1_000; wait++) {
    deadline.within(500);
    vi.advanceTimersByTime(1);
    deadline.met();
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
  }
  vi.advanceTimersByTime(10_000);
  expect(onMissed).not.toHaveBeenCalled();
  expect(deadline.missed).toBeUndefined();
});

test("a wait is missed at its own time, not at that of an earlier one", () => {
  const onMissed = vi.fn();
  const deadline = new Deadline(onMissed);
  deadline.within(1_000);
  vi.advanceTimersByTime(900);
  deadline.met();
  deadline.within(1_000);
  vi.advanceTimersByTime(999);
  expect(onMissed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onMissed).toHaveBeenCalledTimes(1);
  expect(deadline.missed).toBe("no answer within 1 s");
});

test("a shorter wait after a longer one is not missed late", () => {
  const onMissed = vi.fn();
  const deadline = new Deadline(onMissed);
  deadline.within(120_000);
  deadline.met();
  deadline.within(30_000);
  vi.advanceTimersByTime(30_000);
  expect(onMissed).toHaveBeenCalledTimes(1);
  expect(deadline.missed).toBe("no answer within 30 s");
});

test("after the end nothing is left behind", () => {
  const onMissed = vi.fn();
  const deadline = new Deadline(onMissed);
  deadline.within(100);
  deadline.end();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(1_000);
  expect(onMissed).not.toHaveBeenCalled();
});

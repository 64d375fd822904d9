import { expect, test } from "vitest";
import { decidePoll } from "./decide-poll.ts";

const request = {
  state: "waiting" as const,
  intervalSeconds: 5,
  polledAtMs: null,
  expiresAtMs: 900_000,
  doneAtMs: null,
};

test.each([
  ["the first poll waits", {}, 0, { kind: "pending" }],
  ["a poll after the interval waits", { polledAtMs: 10_000 }, 15_000, { kind: "pending" }],
  [
    "a poll before the interval is told to slow down by five seconds",
    { polledAtMs: 10_000 },
    14_999,
    { kind: "slow-down", intervalSeconds: 10 },
  ],
  [
    "what was let in is issued, however soon",
    { state: "approved", polledAtMs: 9_999 },
    10_000,
    { kind: "issue" },
  ],
  [
    "what was turned away stays away, also later",
    { state: "denied" },
    2_000_000,
    { kind: "denied" },
  ],
  ["a request ends after its time", {}, 900_000, { kind: "expired" }],
  ["an approval ends after its time", { state: "approved" }, 900_000, { kind: "expired" }],
  [
    "a lost reply is given again within ten seconds",
    { state: "done", doneAtMs: 50_000 },
    60_000,
    { kind: "again" },
  ],
  [
    "a code that was used is worth nothing later",
    { state: "done", doneAtMs: 50_000 },
    60_001,
    { kind: "used" },
  ],
] as const)("%s", (_, change, nowMs, expected) => {
  expect(decidePoll({ ...request, ...change }, nowMs)).toEqual(expected);
});

import { describe, expect, it } from "vitest";
import { decideDisputeFlags, type DisputeFacts } from "./decide-flags.ts";

const none = { withdrawn: false, reinstated: false };
const facts = (more: Partial<DisputeFacts>): DisputeFacts => ({
  status: "needs_response",
  movementsMinor: [],
  eventType: undefined,
  ...more,
});

describe("a chargeback", () => {
  it.each([
    ["an inquiry", { status: "warning_needs_response" }, none],
    ["withdrawn funds", { movementsMinor: [-4_900] }, { withdrawn: true, reinstated: false }],
    ["a lost one", { status: "lost" }, { withdrawn: true, reinstated: false }],
    [
      "the event alone",
      { eventType: "charge.dispute.funds_withdrawn" },
      { withdrawn: true, reinstated: false },
    ],
    ["returned funds", { movementsMinor: [-4_900, 4_900] }, { withdrawn: true, reinstated: true }],
    [
      "a won one",
      { status: "won", movementsMinor: [-4_900] },
      { withdrawn: true, reinstated: true },
    ],
    [
      "their event alone",
      { eventType: "charge.dispute.funds_reinstated" },
      { withdrawn: false, reinstated: true },
    ],
    ["an update", { eventType: "charge.dispute.updated" }, none],
  ])("is read from %s", (_, more, expected) => {
    expect(decideDisputeFlags(none, facts(more))).toEqual(expected);
  });

  it("never unsays what was said", () => {
    const both = { withdrawn: true, reinstated: true };
    expect(decideDisputeFlags(both, facts({ status: "warning_closed" }))).toEqual(both);
  });
});

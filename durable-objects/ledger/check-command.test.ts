import { expect, test } from "vitest";
import { findFault } from "./check-command.ts";
import type { Command } from "./commands.ts";

const PT = 1_000_000;
const AMOUNT_MAX = 1_000_000_000 * PT;
const purpose = {
  turnId: "t",
  model: "m",
  modelClass: "core" as const,
  rateCardVersion: "1",
  memberId: "m1",
  apiKeyId: "k1",
};
const grant = {
  type: "grant" as const,
  key: "k",
  kind: "plan" as const,
  amountMicroPt: PT,
  source: { type: "payment", id: "p" },
};
const hold = { type: "hold" as const, key: "k", amountMicroPt: PT, purpose };
const period = { plan: "pro", startsAtMs: 1, endsAtMs: 2 };
const extend = { type: "extend" as const, key: "k", holdId: "h", addMicroPt: 0 };
const settle = { type: "settle" as const, key: "k", holdId: "h", chargeMicroPt: PT };
const trueUp = { type: "trueUp" as const, key: "k", chargeId: "c", chargeMicroPt: PT };
const correct = { type: "correct" as const, key: "k", chargeId: "c", reason: "r" };
const refund = { type: "refund" as const, key: "k", chargeId: "c", disputeId: "d" };
const source = { type: "payment", id: "p" };
const clawback = (cause: Extract<Command, { type: "clawback" }>["cause"]) => ({
  type: "clawback" as const,
  key: "k",
  source,
  cause,
});
const out = { type: "transferOut" as const, key: "k", transferId: "t", toAccountId: "a" };
const part = { kind: "topup" as const, priority: 1, expiresAtMs: null, amountMicroPt: 1 };
const into = { type: "transferIn" as const, key: "k", transferId: "t", fromAccountId: "a" };
const platform = { type: "bookPlatform" as const, key: "k", purpose: "title" };
const cap = { scope: "member" as const, id: "m1", capMicroPt: 0, window: "period" as const };

test.each<[string, Command]>([
  ["a grant", grant],
  ["the largest grant", { ...grant, amountMicroPt: AMOUNT_MAX, priority: -3, period }],
  ["a share of nothing", { ...grant, period: { ...period, advancedShareCapPercent: 0 } }],
  ["a share of all", { ...grant, period: { ...period, advancedShareCapPercent: 100 } }],
  ["a key of 200 characters", { ...grant, key: "k".repeat(200) }],
  ["a hold", { ...hold, timeoutMs: 1, caps: [cap], advancedSharePercentMax: 25 }],
  ["a hold for a day", { ...hold, amountMicroPt: 0, timeoutMs: 86_400_000 }],
  ["a cap of the purpose's key", { ...hold, caps: [{ ...cap, scope: "key", id: "k1" }] }],
  ["a cap of the account", { ...hold, caps: [{ ...cap, scope: "account", id: "" }] }],
  ["eight caps", { ...hold, caps: Array.from({ length: 8 }, () => cap) }],
  ["an extension by nothing", { ...extend, caps: [{ ...cap, id: "whoever" }] }],
  ["a settle of nothing", { ...settle, chargeMicroPt: 0 }],
  ["a true-up", trueUp],
  ["a correction of everything", correct],
  ["a correction of a part", { ...correct, amountMicroPt: 1 }],
  ["a refund of everything", refund],
  ["a refund event without amount", clawback({ type: "refund", refundedTotalMicroPt: 0 })],
  ["a chargeback", clawback({ type: "chargeback", chargebackId: "c", amountMicroPt: 1 })],
  ["a transfer of all", { ...out, amountMicroPt: "all" }],
  ["a transfer of some", { ...out, amountMicroPt: 1 }],
  ["an empty transfer", { ...into, parts: [] }],
  ["a thousand parts", { ...into, parts: Array.from({ length: 1_000 }, () => part) }],
  ["a cost of nothing", { ...platform, amountMicroPt: 0 }],
  ["a release", { type: "release", key: "k", holdId: "h", reason: "" }],
  ["a reinstatement", { type: "reinstate", key: "k", source, chargebackId: "c" }],
])("%s is in order", (_, command) => {
  expect(findFault(command)).toBeUndefined();
});

const wholeMicro = /amountMicroPt is a whole number of micro-PT from 0 to 1000000000000000/;

test.each<[string, Command, RegExp]>([
  ["an empty key", { ...grant, key: "" }, /key has 1 to 200/],
  ["a long key", { ...grant, key: "k".repeat(201) }, /key has 1 to 200/],
  ["a grant of nothing", { ...grant, amountMicroPt: 0 }, /amountMicroPt is more than 0/],
  ["a negative grant", { ...grant, amountMicroPt: -1 }, wholeMicro],
  ["a fraction", { ...grant, amountMicroPt: 1.5 }, wholeMicro],
  ["no number", { ...grant, amountMicroPt: Number.NaN }, wholeMicro],
  ["too much", { ...grant, amountMicroPt: AMOUNT_MAX + 1 }, wholeMicro],
  ["a broken priority", { ...grant, priority: 1.5 }, /priority is an integer/],
  ["a period of a top-up", { ...grant, kind: "topup", period }, /only a plan grant/],
  ["an empty period", { ...grant, period: { ...period, endsAtMs: 1 } }, /ends after it starts/],
  [
    "a share above all",
    { ...grant, period: { ...period, advancedShareCapPercent: 101 } },
    /share is from 0 to 100/,
  ],
  ["a negative hold", { ...hold, amountMicroPt: -1 }, wholeMicro],
  ["no time", { ...hold, timeoutMs: 0 }, /timeoutMs is from 1 to 86400000/],
  ["a fraction of time", { ...hold, timeoutMs: 0.5 }, /timeoutMs is from/],
  ["more than a day", { ...hold, timeoutMs: 86_400_001 }, /timeoutMs is from/],
  ["a negative share", { ...hold, advancedSharePercentMax: -1 }, /share is from/],
  ["nine caps", { ...hold, caps: Array.from({ length: 9 }, () => cap) }, /at most 8 caps/],
  ["another's cap", { ...hold, caps: [{ ...cap, id: "m2" }] }, /member or key that the purpose/],
  [
    "a cap of the wrong scope",
    { ...hold, caps: [{ ...cap, scope: "key" }] },
    /member or key that the purpose/,
  ],
  [
    "another account's cap",
    { ...hold, caps: [{ ...cap, scope: "account", id: "acct_2" }] },
    /for the account, or for the member or key/,
  ],
  ["a negative cap", { ...hold, caps: [cap, { ...cap, capMicroPt: -1 }] }, /capMicroPt is a whole/],
  ["a negative extension", { ...extend, addMicroPt: -1 }, /addMicroPt is a whole/],
  ["an extension without time", { ...extend, timeoutMs: 0 }, /timeoutMs is from/],
  ["an extension's share", { ...extend, advancedSharePercentMax: 200 }, /share is from/],
  ["an extension's cap", { ...extend, caps: [{ ...cap, capMicroPt: 0.1 }] }, /capMicroPt is/],
  ["a charge below a PT", { ...settle, chargeMicroPt: 1 }, /a charge is a whole number of PT/],
  ["a negative charge", { ...settle, chargeMicroPt: -PT }, /chargeMicroPt is a whole number/],
  ["a true-up below a PT", { ...trueUp, chargeMicroPt: PT + 1 }, /whole number of PT/],
  ["a correction of nothing", { ...correct, amountMicroPt: 0 }, /more than 0/],
  ["a negative refund", { ...refund, amountMicroPt: -1 }, wholeMicro],
  [
    "a negative total",
    clawback({ type: "refund", refundedTotalMicroPt: -1 }),
    /refundedTotalMicroPt is a whole/,
  ],
  [
    "a chargeback of nothing",
    clawback({ type: "chargeback", chargebackId: "c", amountMicroPt: 0 }),
    /more than 0/,
  ],
  ["a transfer of nothing", { ...out, amountMicroPt: 0 }, /more than 0/],
  ["an empty part", { ...into, parts: [part, { ...part, amountMicroPt: 0 }] }, /more than 0/],
  [
    "too many parts",
    { ...into, parts: Array.from({ length: 1_001 }, () => part) },
    /at most 1,000 parts/,
  ],
  ["a negative cost", { ...platform, amountMicroPt: -1 }, wholeMicro],
])("%s is a fault", (_, command, fault) => {
  expect(findFault(command)).toMatch(fault);
});

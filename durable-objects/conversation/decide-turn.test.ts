import { describe, expect, test } from "vitest";
import { ProviderError, type Usage } from "#platform/ai/provider";
import {
  decideClosing,
  decideGivingUp,
  decideResumption,
  mayCall,
  RESUME_AGE_MS_MAX,
  type Resumption,
} from "./decide-turn.ts";
import type { Turn, TurnPhase } from "./turn.ts";

const PT = 1_000_000;
const prices = { input: 10 * PT, cachedRead: PT, cacheWrite: 12 * PT, output: 100 * PT };
const used = (input: number, output: number, estimated: Usage["estimated"] = []): Usage => ({
  classes: { input, cachedRead: 0, cacheWrite: 0, output },
  raw: [],
  complete: estimated.length === 0,
  estimated,
});

describe("an interrupted turn", () => {
  const answered = { answer: {} } as Turn["plan"];
  const stateless = { answer: null } as Turn["plan"];
  const rows: [string, Partial<Turn> & { phase: TurnPhase }, number, Resumption][] = [
    ["an ended one is left alone", { phase: "ended" }, 0, "nothing"],
    ["a closing one tells the ledger again", { phase: "closing" }, 0, "close-again"],
    ["an abandoned one frees what it may hold", { phase: "abandoned" }, 0, "free-hold"],
    ["one without a hold asks for it again", { phase: "starting" }, 0, "hold-again"],
    ["one that was called once is called again", { phase: "calling" }, 0, "call-again"],
    ["one that was called twice is given up", { phase: "calling", attempt: 2 }, 0, "give-up"],
    ["one that is too old is given up", { phase: "calling" }, RESUME_AGE_MS_MAX, "give-up"],
    ["a stateless one is given up", { phase: "calling", plan: stateless }, 0, "give-up"],
    ["a stopped one is settled", { phase: "calling", stopRequested: true }, 0, "settle-written"],
  ];
  test.each(rows)("%s", (_, turn, nowMs, expected) => {
    const base = { attempt: 1, stopRequested: false, createdAtMs: 0, plan: answered };
    expect(decideResumption({ ...base, ...turn }, nowMs)).toBe(expected);
  });

  test("only a fresh turn of a conversation that nobody stopped may call after a late hold", () => {
    const turn = { createdAtMs: 0, stopRequested: false, plan: answered };
    expect(mayCall(turn, 0)).toBe(true);
    expect(mayCall(turn, RESUME_AGE_MS_MAX)).toBe(false);
    expect(mayCall({ ...turn, stopRequested: true }, 0)).toBe(false);
    expect(mayCall({ ...turn, plan: stateless }, 0)).toBe(false);
  });
});

describe("the end of a provider call", () => {
  test("is settled to what was used, rounded up to a whole PT", () => {
    const end = { usage: used(100, 1), finishReason: "stop", error: undefined } as const;
    expect(decideClosing(end, prices)).toMatchObject({
      act: "settle",
      state: "complete",
      chargeMicroPt: 2 * PT,
      estimated: false,
    });
  });

  test("flags a charge that rests on an estimate", () => {
    const end = {
      usage: used(100, 1, ["output"]),
      finishReason: "stopped",
      error: undefined,
    } as const;
    expect(decideClosing(end, prices)).toMatchObject({
      act: "settle",
      state: "stopped",
      estimated: true,
    });
  });

  test("is released when it was stopped before anything was used", () => {
    const end = { usage: used(0, 0), finishReason: "stopped", error: undefined } as const;
    expect(decideClosing(end, prices)).toMatchObject({
      act: "release",
      state: "stopped",
      platformMicroPt: 0,
    });
  });

  test("is released on a failure, and the platform bears what the provider will bill", () => {
    const error = new ProviderError("overloaded", "sk-secret says no");
    const end = { usage: used(100, 10), finishReason: "error", error } as const;
    const closing = decideClosing(end, prices);
    expect(closing).toMatchObject({ act: "release", state: "failed", platformMicroPt: 2 * PT });
    expect(JSON.stringify(closing.failure)).not.toContain("secret");
  });

  test("is a failure when the provider says so without saying why", () => {
    const end = { usage: used(0, 0), finishReason: "error", error: undefined } as const;
    expect(decideClosing(end, prices)).toMatchObject({ act: "release", state: "failed" });
  });

  test("that is given up charges nothing", () => {
    expect(decideGivingUp(3 * PT)).toMatchObject({ act: "release", platformMicroPt: 3 * PT });
  });
});

import { describe, expect, it } from "vitest";
import type { ModelView } from "#features/models/schema";
import { findCheaperModel, modelFor, priceClass } from "./model-choice.ts";

const models = [model("small", 1), model("middle", 10), model("large", 100)];

describe("offering a cheaper model", () => {
  it("offers the cheapest", () => {
    expect(findCheaperModel(models, "large")?.id).toBe("small");
  });

  it("offers nothing below the cheapest", () => {
    expect(findCheaperModel(models, "small")).toBeUndefined();
  });

  it("offers only what can be used now", () => {
    const closed = models.map((one) => ({ ...one, available: one.id !== "small" }));
    expect(findCheaperModel(closed, "large")?.id).toBe("middle");
  });
});

describe("the model of a message", () => {
  it("is the chosen one, also while it is closed", () => {
    const closed = models.map((one) => ({ ...one, available: one.id === "small" }));
    expect(modelFor(closed, "middle")?.id).toBe("middle");
  });

  it("is the first usable one without a choice", () => {
    expect(modelFor(models, undefined)?.id).toBe("small");
    expect(modelFor([], undefined)).toBeUndefined();
  });
});

it("classes prices among the models of the card", () => {
  expect(models.map((one) => priceClass(models, one))).toEqual([1, 1, 3]);
});

function model(id: string, output: number): ModelView {
  return {
    id,
    provider: "builtin",
    upstreamModel: id,
    name: id,
    class: "core",
    ptPer1k: { input: 0, cachedRead: 0, cacheWrite: 0, output },
    maxOutputTokens: 1000,
    connected: true,
    inPlan: true,
    available: true,
    rateCardVersion: 1,
  };
}

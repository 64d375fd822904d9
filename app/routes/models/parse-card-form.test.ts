import { describe, expect, it } from "vitest";
import type { Problem } from "#core/problem";
import { parseCardForm } from "./parse-card-form.ts";

describe("the form of a rate card", () => {
  it("becomes the card it shows", () => {
    expect(parseCardForm(formOf({ 0: {} }))).toEqual([
      {
        id: "a",
        provider: "builtin",
        upstreamModel: "a",
        class: "core",
        ptPer1k: { input: 1.5, cachedRead: 0, cacheWrite: 0, output: 2 },
        maxOutputTokens: 100,
      },
    ]);
  });

  it("leaves out removed rows and the empty one", () => {
    const form = formOf({ 0: {}, 1: { id: "b", remove: "on" }, 2: { id: "" } });
    expect(parseCardForm(form).map(({ id }) => id)).toEqual(["a"]);
  });

  it("keeps a model without prices as unpriced", () => {
    const none = { "ptPer1k.input": "", "ptPer1k.cachedRead": "", "ptPer1k.cacheWrite": "" };
    const [model] = parseCardForm(formOf({ 0: { ...none, "ptPer1k.output": "" } }));
    expect(model?.ptPer1k).toBeUndefined();
  });

  it("points to the row as it was sent, also after a removed one", () => {
    const form = formOf({ 0: { id: "b", remove: "on" }, 1: { "ptPer1k.input": "-1" } });
    expect(refusalOf(form)?.errors?.[0]?.pointer).toBe("/models/1/ptPer1k/input");
  });
});

function refusalOf(form: FormData): Problem | undefined {
  try {
    parseCardForm(form);
    return undefined;
  } catch (refusal) {
    return refusal as Problem;
  }
}

function formOf(rows: Record<number, Record<string, string>>): FormData {
  const form = new FormData();
  const whole = {
    id: "a",
    name: "",
    provider: "builtin",
    upstreamModel: "",
    class: "core",
    "ptPer1k.input": "1.5",
    "ptPer1k.cachedRead": "0",
    "ptPer1k.cacheWrite": "0",
    "ptPer1k.output": "2",
    maxOutputTokens: "100",
    contextTokens: "",
    minPlan: "",
  };
  for (const [row, fields] of Object.entries(rows)) {
    for (const [name, value] of Object.entries({ ...whole, ...fields })) {
      form.set(`models.${row}.${name}`, value);
    }
  }
  return form;
}

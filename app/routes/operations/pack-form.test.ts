import { describe, expect, it } from "vitest";
import { shippedPacks } from "../../../worker/features/plans/shipped-plans.ts";
import { parsePackForm } from "./pack-form.ts";
import { amountText } from "./plan-form.ts";

function formOf(typed: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [at, { id, pt, prices }] of shippedPacks.entries()) {
    form.set(`packs.${at}.id`, id);
    form.set(`packs.${at}.pt`, String(pt));
    for (const { currency, amountMinor } of prices) {
      form.set(`packs.${at}.${currency}`, amountText(amountMinor));
    }
  }
  form.set("packs.5.id", "");
  form.set("packs.5.pt", "");
  for (const [name, value] of Object.entries(typed)) form.set(name, value);
  return form;
}

describe("the form of the packs", () => {
  it("sent back untouched says the packs that it showed", () => {
    expect(parsePackForm(formOf())).toEqual(shippedPacks);
  });

  it("leaves out what is to be removed and takes in what is new, in order", () => {
    const packs = parsePackForm(
      formOf({
        "packs.0.remove": "on",
        "packs.5.pt": "15000",
        "packs.5.usd": "15",
        "packs.5.eur": "14,10",
        "packs.5.gbp": "12.30",
      }),
    );
    expect(packs.map(({ id }) => id)).toEqual([
      "pt-10000",
      "pt-15000",
      "pt-25000",
      "pt-50000",
      "pt-100000",
    ]);
    expect(packs[1]?.prices).toContainEqual({ currency: "eur", amountMinor: 1_410 });
  });

  it.each([
    [{ "packs.2.eur": "much" }, "/packs/2/eur"],
    [{ "packs.2.usd": "0.10" }, "/packs/2/usd"],
    [{ "packs.3.pt": "1.5" }, "/packs/3/pt"],
    [{ "packs.5.pt": "5000", "packs.5.usd": "5", "packs.5.eur": "5", "packs.5.gbp": "5" }, "/pt"],
  ])("points to the field that is wrong: %j", (typed, pointer) => {
    expect(() => parsePackForm(formOf(typed))).toThrow(
      expect.objectContaining({
        slug: "invalid-input",
        errors: expect.arrayContaining([
          expect.objectContaining({ pointer: expect.stringContaining(pointer) }),
        ]),
      }),
    );
  });
});

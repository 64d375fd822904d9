import { describe, expect, it } from "vitest";
import { packPath, parseChoice, pricingPath, takePath } from "./choice.ts";

const parse = (search: string) => parseChoice(new URL(`https://example.com/pricing${search}`));

describe("the choice on the pricing page", () => {
  it("comes back from the address that it makes", () => {
    for (const interval of ["month", "year"] as const) {
      for (const currency of ["usd", "eur", "gbp"] as const) {
        const path = pricingPath({ interval, currency });
        expect(parse(path.slice("/pricing".length))).toEqual({ interval, currency });
      }
    }
  });

  it("is by the month in dollars where the address says nothing or nonsense", () => {
    for (const search of ["", "?interval=week&currency=xyz", "?interval=&currency=__proto__"]) {
      expect(parse(search)).toEqual({ interval: "month", currency: "usd" });
    }
    expect(pricingPath(parse(""))).toBe("/pricing");
  });

  it("goes along to where a plan or a pack is bought, through registration if need be", () => {
    const choice = { interval: "year", currency: "eur" } as const;
    const change = "/billing/change?plan=pro&interval=year&currency=eur";
    expect(takePath("pro", choice, true)).toBe(change);
    expect(takePath("pro", choice, false)).toBe(`/register?next=${encodeURIComponent(change)}`);
    expect(packPath("pt-5000", parse(""), true)).toBe("/billing/top-up?pack=pt-5000");
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { toSearchQuery } from "./search-query.ts";

test("every word is quoted, the last one is also a beginning", () => {
  expect(toSearchQuery("ws_01AB", "balance of PT")).toBe(
    'workspace_id : "ws 01AB" AND text : ("balance" AND "of" AND "PT"*)',
  );
});

test("without a word there is nothing to look for", () => {
  for (const typed of ["", "  ", '"', "()*:^", "--"]) {
    expect(toSearchQuery("ws_01AB", typed)).toBeUndefined();
  }
});

test("nothing that is typed gets out of its quotes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (typed) => {
      const query = toSearchQuery("ws_01AB", typed);
      const rest = query?.replace(/"[\p{L}\p{N}\p{M} ]+"/gu, "W");
      expect(rest ?? "workspace_id : W AND text : (W*)").toMatch(
        /^workspace_id : W AND text : \(W(?: AND W)*\*\)$/,
      );
    }),
  );
});

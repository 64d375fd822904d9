import { expect, it } from "vitest";
import { parseTableQuery, withQuery } from "./table-query.ts";

const at = (query: string) => new URL(`http://localhost/things${query}`);

it("reads search, sort, filters, columns and cursor from the address", () => {
  const query = parseTableQuery(
    at("?q=%20cloth%20&sort=-created&state=open&col=a&col=b&cursor=c1"),
    { sorts: ["name", "created"], filters: { state: ["open", "closed"] } },
  );
  expect(query).toEqual({
    search: "cloth",
    sort: { by: "created", descending: true },
    cursor: "c1",
    filters: { state: "open" },
    columns: ["a", "b"],
  });
});

it("ignores sorts and filters that the list does not offer", () => {
  const query = parseTableQuery(at("?sort=secret&state=dropped&other=1"), {
    sorts: ["-created"],
    filters: { state: ["open"] },
  });
  expect(query.sort).toBeUndefined();
  expect(query.filters).toEqual({});
});

it("falls back to the first sort", () => {
  expect(parseTableQuery(at(""), { sorts: ["-created"] }).sort).toEqual({
    by: "created",
    descending: true,
  });
});

it("starts at the first page when anything changes", () => {
  expect(withQuery("?q=a&cursor=z", { sort: "name" })).toBe("?q=a&sort=name");
  expect(withQuery("?q=a&cursor=z", { q: undefined })).toBe("?");
});

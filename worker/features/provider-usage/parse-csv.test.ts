import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCsv } from "./parse-csv.ts";

const limits = { rowsMax: 100, columnsMax: 10, charsMax: 50 };

function rowsOf(text: string) {
  const parsed = parseCsv(text, limits);
  return parsed.ok ? parsed.value : parsed;
}

test.each<[string, string[][]]>([
  ["", []],
  [
    "a,b\n1,2\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a,b\r\n1,2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  ["\uFEFFa\n1\r", [["a"], ["1"]]],
  ['"a ""b"", c","d\ne"\n', [['a "b", c', "d\ne"]]],
  ["\n\na\n\n", [["a"]]],
  [",\n", [["", ""]]],
  ['"",x', [["", "x"]]],
  ["a,\n", [["a", ""]]],
  ['"a"\r\n"b"\r', [["a"], ["b"]]],
])("%j is read", (text, rows) => {
  expect(rowsOf(text)).toEqual(rows);
});

test.each<[string, string, number]>([
  ['a,"b', "a quote does not close", 1],
  ['a\n"b"c', "text follows a closing quote", 2],
  ['a"b', "a quote stands inside a field", 1],
  ["x".repeat(51), "a field has more than 50 characters", 1],
  [",".repeat(10), "a row has more than 10 fields", 1],
  ["a\n".repeat(101), "the file has more than 100 rows", 101],
])("%j is refused", (text, reason, line) => {
  expect(rowsOf(text)).toEqual({ ok: false, reason, line });
});

test("whatever was quoted comes back, and nothing makes it throw or hang", () => {
  const field = fc.string({ maxLength: 20 });
  const table = fc.array(fc.array(field, { minLength: 2, maxLength: 5 }), { maxLength: 10 });
  fc.assert(
    fc.property(table, (rows) => {
      const text = rows
        .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(","))
        .join("\r\n");
      expect(rowsOf(text)).toEqual(rows);
    }),
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      expect(() => rowsOf(text)).not.toThrow();
    }),
  );
});

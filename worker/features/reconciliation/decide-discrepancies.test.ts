import fc from "fast-check";
import { expect, test } from "vitest";
import { type BookEntry, decideDiscrepancies, keyOf } from "./decide-discrepancies.ts";
import { discrepancyTypes, type RecordKind, recordKinds } from "./schema.ts";

function entry(kind: RecordKind, id: string, amount: number, more: Partial<BookEntry> = {}) {
  const unit = kind === "usage" ? "tokens" : kind === "report" ? "none" : "minor";
  return {
    kind,
    object: `${kind}:${id}`,
    unit,
    currency: unit === "minor" ? "usd" : null,
    amounts: kind === "report" ? {} : { amount },
    ...more,
  } satisfies BookEntry;
}

const one = (kind: RecordKind, amount = 5, more: Partial<BookEntry> = {}) => [
  entry(kind, "x", amount, more),
];

test.each<[string, BookEntry[], BookEntry[], string | null]>([
  ["both have it", one("payment"), one("payment"), null],
  ["only Stripe has the payment", one("payment"), [], "missing_in_ledger"],
  ["only Stripe has the invoice", one("invoice"), [], "missing_in_ledger"],
  ["only Stripe has the refund", one("refund"), [], "missing_in_ledger"],
  ["only Stripe has the chargeback", one("chargeback"), [], "missing_in_ledger"],
  ["only we have the payment", [], one("payment"), "missing_at_source"],
  ["amounts differ", one("payment", 5), one("payment", 6), "amount_mismatch"],
  [
    "an amount is named on one side only",
    one("payment", 5),
    one("payment", 5, { amounts: { amount: 5, refunded: 1 } }),
    "amount_mismatch",
  ],
  ["currencies differ", one("payment"), one("payment", 5, { currency: "eur" }), "amount_mismatch"],
  [
    "a word differs",
    one("invoice", 5, { words: { status: "paid" } }),
    one("invoice", 5, { words: { status: "open" } }),
    "amount_mismatch",
  ],
  [
    "a word that the other side does not have",
    one("invoice", 5, { words: { status: "paid" } }),
    one("invoice"),
    null,
  ],
  ["money without its PT", one("grant"), [], "missing_grant"],
  ["PT without money", [], one("grant"), "missing_at_source"],
  ["more PT than were paid for", one("grant", 5), one("grant", 6), "amount_mismatch"],
  ["money back, PT still there", one("clawback"), [], "missing_clawback"],
  ["too few PT taken back", one("clawback", 5), one("clawback", 4), "missing_clawback"],
  ["too many PT taken back", one("clawback", 4), one("clawback", 5), "amount_mismatch"],
  ["PT taken back without money", [], one("clawback"), "missing_at_source"],
  ["use that no ledger has", one("usage"), [], "missing_in_ledger"],
  ["use of what has no price", one("usage", 5, { priced: false }), [], "unpriced_usage"],
  ["use that the provider does not have", [], one("usage"), "missing_at_source"],
  ["a report that is not there", one("report"), [], "late_report"],
  ["granted to two accounts", one("grant"), [...one("grant"), ...one("grant")], "duplicate"],
])("%s", (_, left, right, type) => {
  const { drafts, matched } = decideDiscrepancies(left, right);
  expect(drafts.map((draft) => draft.type)).toEqual(type === null ? [] : [type]);
  expect(matched).toBe(type === null ? 1 : 0);
});

test("what a call across midnight leaves open is no difference, and not a token more", () => {
  const slack = { amount: { below: 3, above: 7 } };
  const right = [entry("usage", "x", 100, { slack })];
  const typesFor = (amount: number) =>
    decideDiscrepancies([entry("usage", "x", amount)], right).drafts.map(({ type }) => type);
  expect([97, 100, 107].flatMap(typesFor)).toEqual([]);
  expect(typesFor(96)).toEqual(["amount_mismatch"]);
  expect(typesFor(108)).toEqual(["amount_mismatch"]);
});

test("a discrepancy says what was expected, what was found and by how much they differ", () => {
  const left = [entry("payment", "pi_1", 500, { fixId: "pi_1" })];
  const right = [entry("payment", "pi_1", 300, { accountId: "acct_1" })];
  expect(decideDiscrepancies(left, right).drafts).toEqual([
    {
      key: keyOf("amount_mismatch", "payment:pi_1"),
      type: "amount_mismatch",
      kind: "payment",
      lane: "money",
      object: "payment:pi_1",
      unit: "minor",
      currency: "usd",
      expected: { amount: 500 },
      found: { amount: 300 },
      differs: 200,
      words: null,
      fixId: "pi_1",
      accountId: "acct_1",
    },
  ]);
});

test("words that differ are named with both, those that one side lacks are not", () => {
  const left = one("invoice", 5, { words: { status: "paid", reason: "cycle" } });
  const right = one("invoice", 5, { words: { status: "open" }, currency: "eur" });
  expect(decideDiscrepancies(left, right).drafts[0]?.words).toEqual({
    expected: { status: "paid", currency: "usd" },
    found: { status: "open", currency: "eur" },
  });
});

test("amounts of both books are added up by unit and currency", () => {
  const left = [entry("payment", "a", 5), entry("payment", "b", 6, { currency: "eur" })];
  const right = [entry("payment", "a", 5), entry("payment", "c", 1)];
  expect(decideDiscrepancies(left, right).sums).toEqual([
    { unit: "minor", currency: "usd", source: 5, ledger: 6 },
    { unit: "minor", currency: "eur", source: 6, ledger: 0 },
  ]);
});

const anyEntry = fc
  .record({
    kind: fc.constantFrom(...recordKinds),
    id: fc.constantFrom("a", "b", "c", "d"),
    amount: fc.integer({ min: -5, max: 5 }),
    priced: fc.boolean(),
  })
  .map(({ kind, id, amount, priced }) => entry(kind, id, amount, { priced }));
const anyBook = fc.array(anyEntry, { maxLength: 12 });

test("a book compared with itself differs in nothing but what is there twice", () => {
  fc.assert(
    fc.property(anyBook, (book) => {
      const { drafts } = decideDiscrepancies(book, book);
      expect(drafts.every(({ type }) => type === "duplicate")).toBe(true);
      const objects = book.map(({ object }) => object);
      const twice = new Set(objects.filter((object, at) => objects.indexOf(object) !== at));
      expect(drafts.map(({ object }) => object)).toEqual([...twice].toSorted());
    }),
  );
});

test("the order of the records does not matter", () => {
  fc.assert(
    fc.property(anyBook, anyBook, fc.integer(), (left, right, seed) => {
      const turned = <T>(list: T[]) => {
        const at = list.length === 0 ? 0 : Math.abs(seed) % list.length;
        return [...list.slice(at), ...list.slice(0, at)];
      };
      const byObject = (entries: BookEntry[]) => new Set(entries.map(({ object }) => object)).size;
      // Of records that are there twice the first one lends its words, so only single ones may move.
      fc.pre(byObject(left) === left.length && byObject(right) === right.length);
      expect(decideDiscrepancies(turned(left), turned(right)).drafts).toEqual(
        decideDiscrepancies(left, right).drafts,
      );
    }),
  );
});

test("every object is matched or differs once, and every difference has its own key", () => {
  fc.assert(
    fc.property(anyBook, anyBook, (left, right) => {
      const { drafts, matched } = decideDiscrepancies(left, right);
      const objects = new Set([...left, ...right].map(({ object }) => object));
      expect(matched + drafts.length).toBe(objects.size);
      expect(new Set(drafts.map(({ key }) => key)).size).toBe(drafts.length);
      expect(drafts.every(({ type }) => discrepancyTypes.includes(type))).toBe(true);
    }),
  );
});

test("the key is of type and object, whatever the figures", () => {
  const first = decideDiscrepancies(one("payment", 1), one("payment", 2)).drafts[0];
  const later = decideDiscrepancies(one("payment", 9), one("payment", 4)).drafts[0];
  expect(first?.key).toBe(later?.key);
  expect(keyOf("duplicate", "payment:x")).not.toBe(first?.key);
});

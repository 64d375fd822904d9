import { expect, test } from "vitest";
import { FINDINGS_MAX, LedgerFold } from "./audit.ts";
import type { Entry, Transaction } from "./chart.ts";
import { chainHash } from "./chart.ts";
import { quickHash } from "./simulation/account.ts";
import { Scenario } from "./simulation/scenario.ts";
import { GENESIS_HASH } from "./state.ts";

function workedBook(): Scenario {
  const book = new Scenario();
  book.grant(10, { source: { type: "payment", id: "p" } });
  const { holdId } = book.hold(6);
  book.settle(holdId, 4);
  book.hold(3);
  return book;
}

/** Folds a forged history; every forged transaction is hashed anew unless it keeps its hash. */
function audit(
  book: Scenario,
  forge: (transactions: Transaction[]) => Transaction[],
  rehash = true,
): string[] {
  const fold = new LedgerFold(quickHash);
  let previous = GENESIS_HASH;
  for (const transaction of forge([...book.transactions])) {
    const hash = rehash ? chainHash(quickHash, previous, transaction) : transaction.hash;
    fold.add({ ...transaction, hash });
    previous = hash;
  }
  const { store } = book.account;
  for (const grant of store.grants()) fold.checkGrant(grant);
  for (const hold of store.holds()) fold.checkHold(hold);
  return fold.report("acct_1", { ...store.head, headHash: previous }).findings;
}

function withEntry(transaction: Transaction, index: number, change: Partial<Entry>): Transaction {
  const entries = transaction.entries.map((entry, at) =>
    at === index ? { ...entry, ...change } : entry,
  );
  return { ...transaction, entries };
}

function replaceAt(seq: number, change: (transaction: Transaction) => Transaction) {
  return (transactions: Transaction[]) =>
    transactions.map((transaction) =>
      transaction.seq === seq ? change(transaction) : transaction,
    );
}

test("an honest book folds to its own balance", () => {
  const book = workedBook();
  expect(audit(book, (transactions) => transactions)).toEqual([]);
  const report = book.account.audit();
  expect(report).toMatchObject({
    ok: true,
    accountId: "acct_1",
    transactions: 4,
    entries: 9,
    balanceMicroPt: 6_000_000,
    heldMicroPt: 3_000_000,
    debtMicroPt: 0,
    openHolds: 1,
    findings: [],
    headHash: book.transactions.at(-1)?.hash,
    lastAtMs: book.transactions.at(-1)?.atMs,
  });
  expect(report.sides).toEqual({
    available: "3000000",
    held: "3000000",
    "platform:issued": "-10000000",
    "platform:revenue": "4000000",
    "platform:breakage": "0",
    "platform:writeoff": "0",
    "platform:expense": "0",
    "platform:clawback": "0",
    "clearing:transfer": "0",
  });
});

test.each<[string, (transactions: Transaction[]) => Transaction[], string]>([
  [
    "a transaction that is missing",
    (transactions) => transactions.filter(({ seq }) => seq !== 3),
    "transaction 4 follows the one before it",
  ],
  [
    "a time that does not rise",
    replaceAt(3, (transaction) => ({ ...transaction, atMs: transaction.atMs - 1 })),
    "transaction 3 is later than the one before it",
  ],
  [
    "an entry that is missing",
    replaceAt(3, (transaction) => ({ ...transaction, entries: transaction.entries.slice(1) })),
    "entry 6 follows the one before it",
  ],
  [
    "entries that do not sum to zero",
    replaceAt(1, (transaction) => withEntry(transaction, 0, { amountMicroPt: -9_000_000 })),
    "entries of transaction 1 sum to zero",
  ],
  [
    "debt without a clawback",
    replaceAt(3, (transaction) => withEntry(transaction, 1, { grantSeq: null, amountMicroPt: -1 })),
    "only a clawback makes debt, not transaction 3",
  ],
  [
    "debt that is overpaid",
    replaceAt(3, (transaction) => withEntry(transaction, 1, { grantSeq: null })),
    "transaction 3 does not overpay debt",
  ],
  [
    "a grant that gives more than it has",
    replaceAt(2, (transaction) => withEntry(transaction, 0, { amountMicroPt: -11_000_000 })),
    "transaction 2 takes what grant 1 has",
  ],
  [
    "a stated balance that is wrong",
    replaceAt(3, (transaction) => ({ ...transaction, balanceMicroPt: 7_000_000 })),
    "the balance stated by transaction 3 is the sum of its past",
  ],
  [
    "a stated held part that is wrong",
    replaceAt(2, (transaction) => ({ ...transaction, heldMicroPt: 5_000_000 })),
    "the balance stated by transaction 2 is the sum of its past",
  ],
  [
    "a stated end that is wrong",
    replaceAt(2, (transaction) => ({ ...transaction, entrySeq: 9 })),
    "the balance stated by transaction 2 is the sum of its past",
  ],
  [
    "a book that ends early",
    (transactions) => transactions.slice(0, 3),
    "the head is the last transaction",
  ],
])("%s is found", (_, forge, finding) => {
  expect(audit(workedBook(), forge)).toContain(finding);
});

test.each<[string, Partial<Transaction>]>([
  ["time", { atMs: 1_900_000_000_000 }],
  ["kind", { kind: "extend" }],
  ["key", { key: "other" }],
  ["body", { body: "{}" }],
  ["hold", { holdSeq: null }],
  ["link", { relatedSeq: 1 }],
  ["balance", { balanceMicroPt: 1 }],
  ["held part", { heldMicroPt: 1 }],
])("a changed %s breaks the chain", (_, change) => {
  const forge = replaceAt(2, (transaction) => ({ ...transaction, ...change }));
  expect(audit(workedBook(), forge, false)).toContain("transaction 2 is as it was hashed");
});

test.each<[string, Partial<Entry>]>([
  ["side", { side: "platform:issued" }],
  ["amount", { amountMicroPt: 1 }],
  ["grant", { grantSeq: null }],
  ["sequence", { seq: 77 }],
])("a changed %s of an entry breaks the chain", (_, change) => {
  const forge = replaceAt(2, (transaction) => withEntry(transaction, 0, change));
  expect(audit(workedBook(), forge, false)).toContain("transaction 2 is as it was hashed");
});

test("every link depends on the one before it", () => {
  const [first, second] = workedBook().transactions;
  expect(chainHash(quickHash, first!.hash, second!)).toBe(second!.hash);
  expect(chainHash(quickHash, "another", second!)).not.toBe(second!.hash);
});

test("stored grants and holds that say something else are found", () => {
  const book = workedBook();
  const fold = () => {
    const fresh = new LedgerFold(quickHash);
    for (const transaction of book.transactions) fresh.add(transaction);
    return fresh;
  };
  const [grant] = book.account.store.grants();
  const [settled, open] = book.account.store.holds();
  const charge = settled!.charge!;
  const findingsOf = (check: (fresh: LedgerFold) => void) => {
    const fresh = fold();
    check(fresh);
    return fresh.findings;
  };
  expect(findingsOf((one) => one.checkGrant(grant!))).toEqual([]);
  expect(findingsOf((one) => one.checkGrant({ ...grant!, availableMicroPt: 1 }))).toEqual([
    `grant ${grant!.id} has what its entries left`,
  ]);
  expect(findingsOf((one) => one.checkGrant({ ...grant!, heldMicroPt: 1 }))).toHaveLength(1);
  expect(findingsOf((one) => one.checkGrant({ ...grant!, seq: 9 }))).toHaveLength(1);
  expect(findingsOf((one) => one.checkHold({ ...open!, status: "released" }))).toEqual([
    `hold ${open!.id} holds what its entries say`,
  ]);
  expect(findingsOf((one) => one.checkHold({ ...open!, amountMicroPt: 1 }))).toEqual([
    `hold ${open!.id} is the sum of its buckets`,
  ]);
  expect(findingsOf((one) => one.checkHold({ ...settled!, charge: null }))).toEqual([
    `hold ${settled!.id} is charged once`,
  ]);
  for (const change of [{ paidMicroPt: 1 }, { returnedMicroPt: 1 }, { chargeMicroPt: 1 }]) {
    const forged = { ...settled!, charge: { ...charge, ...change } };
    expect(findingsOf((one) => one.checkHold(forged))).toEqual([
      `charge ${charge.id} equals the grants it consumed`,
    ]);
  }
  for (const field of ["availableMicroPt", "heldMicroPt", "debtMicroPt"]) {
    const report = fold().report("acct_1", { ...book.account.store.head, [field]: 1 });
    expect(report).toMatchObject({
      ok: false,
      findings: ["the balance is the sum of all entries"],
    });
  }
  for (const field of ["transactionSeq", "entrySeq", "lastAtMs", "headHash"]) {
    const report = fold().report("acct_1", { ...book.account.store.head, [field]: 1 });
    expect(report.findings).toEqual(["the head is the last transaction"]);
  }
});

test("a report spells out a limited number of findings", () => {
  const fold = new LedgerFold(quickHash);
  const [transaction] = workedBook().transactions;
  for (let index = 0; index < 100; index++) fold.add(transaction!);
  expect(fold.findings).toHaveLength(FINDINGS_MAX);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MINUTE_MS } from "#core/time";
import { LedgerFold } from "./audit.ts";
import type { Command } from "./commands.ts";
import { quickHash } from "./simulation/account.ts";
import { Random } from "./simulation/random.ts";
import { Scenario } from "./simulation/scenario.ts";
import { Workload, nothingKnown } from "./simulation/workload.ts";
import type { Known } from "./simulation/workload.ts";

const RUNS = 60;
const runs = (numRuns = RUNS) => ({ numRuns });

/** A story: what senders did, with the clock moving between their commands. */
const story = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
  steps: fc.array(fc.integer({ min: -5 * MINUTE_MS, max: 20 * MINUTE_MS }), {
    minLength: 5,
    maxLength: 120,
  }),
});

type Told = { book: Scenario; commands: { command: Command; atMs: number }[] };

function tell(
  { seed, steps }: { seed: number; steps: number[] },
  afterEach: (book: Scenario, command: Command, accepted: boolean) => void = () => undefined,
): Told {
  const book = new Scenario();
  book.grant(300);
  book.grant(80, { priority: 10, expiresAtMs: book.nowMs + 60 * MINUTE_MS });
  const workload = new Workload(new Random(seed));
  const known = nothingKnown();
  const commands: Told["commands"] = [];
  for (const byMs of steps) {
    book.later(byMs);
    const command = workload.command(known, known, book.nowMs);
    commands.push({ command, atMs: book.nowMs });
    const result = book.send(command);
    if (result.ok) remember(known, command, result.value);
    afterEach(book, command, result.ok);
  }
  return { book, commands };
}

function remember(known: Known, command: Command, value: object): void {
  known.keys.push(command.key);
  if ("chargeId" in value && command.type === "settle") known.charges.push(String(value.chargeId));
  if ("holdId" in value && command.type === "hold") known.holds.push(String(value.holdId));
  if (command.type === "grant") {
    known.sources.push({ ...command.source, amountMicroPt: command.amountMicroPt });
  }
}

function sumOf(amounts: readonly { amountMicroPt: number }[]): number {
  return amounts.reduce((sum, { amountMicroPt }) => sum + amountMicroPt, 0);
}

describe("invariants", () => {
  test("1. entries of a transaction sum to zero, and all of them replayed give the balance", () => {
    fc.assert(
      fc.property(story, (told) => {
        const { book } = tell(told);
        for (const { entries } of book.transactions) expect(sumOf(entries)).toBe(0);
        const fold = new LedgerFold(quickHash);
        for (const transaction of book.transactions) fold.add(transaction);
        for (const grant of book.account.store.grants()) fold.checkGrant(grant);
        for (const hold of book.account.store.holds()) fold.checkHold(hold);
        expect(fold.report("acct_1", book.account.store.head).findings).toEqual([]);
      }),
      runs(),
    );
  });

  test("2. available is never below zero through usage; only a clawback makes debt", () => {
    fc.assert(
      fc.property(story, (told) => {
        let debtMicroPt = 0;
        tell(told, (book, command) => {
          const { head } = book.account.store;
          expect(head.availableMicroPt).toBeGreaterThanOrEqual(0);
          expect(head.heldMicroPt).toBeGreaterThanOrEqual(0);
          const madeDebt = head.debtMicroPt > debtMicroPt;
          expect(madeDebt && command.type !== "clawback").toBe(false);
          expect(Math.min(head.debtMicroPt, head.availableMicroPt)).toBe(0);
          debtMicroPt = head.debtMicroPt;
        });
      }),
      runs(),
    );
  });

  test("3. any command delivered again, at any later time, has no second effect", () => {
    fc.assert(
      fc.property(story, fc.array(fc.nat(), { maxLength: 40 }), (told, again) => {
        const { book, commands } = tell(told);
        book.wake();
        const accepted = commands.filter(
          ({ command }) => book.account.store.findKey(command.key) !== undefined,
        );
        for (const index of again) {
          const repeated = accepted[index % Math.max(1, accepted.length)];
          if (repeated === undefined) continue;
          const before = book.account.store.head;
          book.send(repeated.command);
          expect(book.account.store.head).toEqual(before);
        }
      }),
      runs(),
    );
  });

  test("4. what is written is never written again; corrections are linked new entries", () => {
    fc.assert(
      fc.property(story, (told) => {
        let written: string[] = [];
        const { book } = tell(told, ({ transactions }) => {
          const texts = transactions.map((transaction) => JSON.stringify(transaction));
          expect(texts.slice(0, written.length)).toEqual(written);
          written = texts;
        });
        const kinds = new Set(["correct", "refund", "true-up", "settle", "release", "expire-hold"]);
        for (const { relatedSeq, seq } of book.transactions.filter(({ kind }) => kinds.has(kind))) {
          expect(relatedSeq).toBeLessThan(seq);
        }
      }),
      runs(20),
    );
  });

  test("5. the grants that a charge consumed add up to the charge", () => {
    fc.assert(
      fc.property(story, (told) => {
        const { book } = tell(told);
        for (const { charge } of book.account.store.holds()) {
          if (charge === null) continue;
          const keptMicroPt = sumOf(charge.consumed);
          expect(keptMicroPt + charge.returnedMicroPt).toBe(charge.paidMicroPt);
          expect(charge.paidMicroPt + charge.writtenOffMicroPt).toBe(charge.chargeMicroPt);
        }
      }),
      runs(),
    );
  });

  test("6. once their timeouts have passed no hold is open, whatever crashed", () => {
    fc.assert(
      fc.property(story, fc.boolean(), (told, crash) => {
        const { book } = tell(told, ({ account }) => {
          if (crash) account.crash();
        });
        book.wake();
        const timeouts = [...book.account.state.holds.values()].map(({ timeoutMs }) => timeoutMs);
        book.later(Math.max(0, ...timeouts)).wake();
        expect(book.account.state.holds.size).toBe(0);
        expect(book.account.store.head.heldMicroPt).toBe(0);
      }),
      runs(),
    );
  });

  test("7. ledger time rises strictly whatever the clock does", () => {
    fc.assert(
      fc.property(story, (told) => {
        const { book } = tell(told);
        let lastAtMs = 0;
        for (const { atMs } of book.transactions) {
          expect(atMs).toBeGreaterThan(lastAtMs);
          lastAtMs = atMs;
        }
      }),
      runs(),
    );
  });

  test("8. no transaction can be changed, dropped or moved without breaking the chain", () => {
    fc.assert(
      fc.property(story, fc.nat(), fc.constantFrom("change", "drop", "swap"), (told, at, how) => {
        const { book } = tell(told);
        const forged = [...book.transactions];
        const index = at % (forged.length - 1);
        const [one, two] = [forged[index]!, forged[index + 1]!];
        if (how === "change") forged[index] = { ...one, body: `${one.body} ` };
        if (how === "drop") forged.splice(index, 1);
        if (how === "swap") forged.splice(index, 2, two, one);
        const fold = new LedgerFold(quickHash);
        for (const transaction of forged) fold.add(transaction);
        expect(fold.findings.join()).toContain("is as it was hashed");
      }),
      runs(),
    );
  });
});

describe("rules that follow from them", () => {
  test("per grant: what was granted is available, held, or went to a named side", () => {
    fc.assert(
      fc.property(story, (told) => {
        const { book } = tell(told);
        for (const grant of book.account.store.grants()) {
          const lines = book.transactions.flatMap(({ entries }) =>
            entries.filter(({ grantSeq }) => grantSeq === grant.seq),
          );
          expect(sumOf(lines)).toBe(grant.availableMicroPt + grant.heldMicroPt);
          expect(grant.availableMicroPt + grant.heldMicroPt).toBeLessThanOrEqual(
            grant.amountMicroPt,
          );
        }
      }),
      runs(),
    );
  });

  test("clawbacks follow the set of events and not their order", () => {
    const events = fc.array(
      fc.oneof(
        fc.record({ total: fc.integer({ min: 0, max: 15 }) }),
        fc.record({ withdrawn: fc.constantFrom("a", "b") }),
        fc.record({ reinstated: fc.constantFrom("a", "b") }),
      ),
      { maxLength: 8 },
    );
    const source = { type: "payment", id: "p" };
    const amounts: Record<string, number> = { a: 4_000_000, b: 9_000_000 };
    const clawedAfter = (list: readonly Record<string, unknown>[]) => {
      const book = new Scenario();
      book.grant(10, { source });
      for (const event of list) {
        if ("total" in event) {
          const refundedTotalMicroPt = Number(event["total"]) * 1_000_000;
          book.do("clawback", { source, cause: { type: "refund", refundedTotalMicroPt } });
        } else if ("withdrawn" in event) {
          const chargebackId = String(event["withdrawn"]);
          const amountMicroPt = amounts[chargebackId] ?? 0;
          const cause = { type: "chargeback" as const, chargebackId, amountMicroPt };
          book.do("clawback", { source, cause });
        } else book.do("reinstate", { source, chargebackId: String(event["reinstated"]) });
      }
      return book.side("platform:clawback");
    };
    fc.assert(
      fc.property(events, fc.integer(), (list, seed) => {
        const random = new Random(seed);
        const shuffled = list
          .map((event) => ({ event, rank: random.next() }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ event }) => event);
        expect(clawedAfter(shuffled)).toBe(clawedAfter(list));
      }),
      runs(150),
    );
  });

  test("a burst of holds never reserves more than there is, and refuses only what does not fit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 60 }),
        (grantPt, holdsPt) => {
          const book = new Scenario();
          book.grant(grantPt);
          let leftPt = grantPt;
          for (const amountPt of holdsPt) {
            const terms = book.holdTerms(amountPt, {}, {});
            const { ok } = book.try("hold", terms);
            expect(ok).toBe(amountPt <= leftPt);
            if (ok) leftPt -= amountPt;
          }
          expect(book.pt.available).toBe(leftPt);
        },
      ),
      runs(),
    );
  });
});

import { hash } from "node:crypto";
import type { DifferingWords, DiscrepancyType, Figures, Lane, RecordKind, Unit } from "./schema.ts";

/** One record of a book. */
export interface BookEntry {
  kind: RecordKind;
  /** Names it in both books, kind first. */
  object: string;
  unit: Unit;
  currency: string | null;
  amounts: Figures;
  /** Words that must be the same on both sides, as a status. */
  words?: Record<string, string>;
  /** Of a ledger's record: how much an amount may lie below or above what the source says. */
  slack?: Record<string, { below: number; above: number }>;
  /** False for use of a model that has no price. */
  priced?: boolean;
  fixId?: string | null;
  accountId?: string | null;
}

/** A discrepancy before it is a row. */
export interface DiscrepancyDraft {
  key: string;
  type: DiscrepancyType;
  kind: RecordKind;
  lane: Lane;
  object: string;
  unit: Unit;
  currency: string | null;
  expected: Figures | null;
  found: Figures | null;
  differs: number;
  words: DifferingWords | null;
  fixId: string | null;
  accountId: string | null;
}

export interface Comparison {
  drafts: DiscrepancyDraft[];
  matched: number;
  /** All amounts of each side, by unit and currency. */
  sums: { unit: Unit; currency: string | null; source: number; ledger: number }[];
}

const laneOf: Record<RecordKind, Lane> = {
  payment: "money",
  invoice: "money",
  refund: "money",
  chargeback: "money",
  grant: "pt",
  clawback: "pt",
  usage: "usage",
  report: "usage",
};

/** The same type and object have the same key, in every run. */
export function keyOf(type: DiscrepancyType, object: string): string {
  return hash("sha256", `${type}\n${object}`, "base64url");
}

function sumOf(amounts: Figures | null): number {
  return Object.values(amounts ?? {}).reduce((sum, amount) => sum + amount, 0);
}

/** The words of both that are not the same; null when all are, or one side has no record. */
function differingWords(
  expected: BookEntry | undefined,
  found: BookEntry | undefined,
): DifferingWords | null {
  if (expected === undefined || found === undefined) return null;
  const wordsOf = ({ words, currency }: BookEntry): Record<string, string> =>
    currency === null ? { ...words } : { ...words, currency };
  const [ours, theirs] = [wordsOf(expected), wordsOf(found)];
  const names = Object.keys(ours).filter((name) => (theirs[name] ?? ours[name]) !== ours[name]);
  if (names.length === 0) return null;
  const only = (words: Record<string, string>) =>
    Object.fromEntries(names.map((name) => [name, words[name] ?? ""]));
  return { expected: only(ours), found: only(theirs) };
}

function toDraft(
  type: DiscrepancyType,
  expected: BookEntry | undefined,
  found: BookEntry | undefined,
  about: BookEntry,
): DiscrepancyDraft {
  const { kind, object, unit, currency } = about;
  const expectedFigures = expected?.amounts ?? null;
  const foundFigures = found?.amounts ?? null;
  return {
    key: keyOf(type, object),
    type,
    kind,
    lane: laneOf[kind],
    object,
    unit,
    currency,
    expected: expectedFigures,
    found: foundFigures,
    differs: sumOf(expectedFigures) - sumOf(foundFigures),
    words: differingWords(expected, found),
    fixId: expected?.fixId ?? found?.fixId ?? null,
    accountId: expected?.accountId ?? found?.accountId ?? null,
  };
}

/** What it is called when only the source has a record. */
function typeOfMissing({ kind, priced }: BookEntry): DiscrepancyType {
  switch (kind) {
    case "grant":
      return "missing_grant";
    case "clawback":
      return "missing_clawback";
    case "report":
      return "late_report";
    case "usage":
      return priced === false ? "unpriced_usage" : "missing_in_ledger";
    default:
      return "missing_in_ledger";
  }
}

function isWithin(source: number, ledger: number, slack: { below: number; above: number }) {
  return source >= ledger - slack.below && source <= ledger + slack.above;
}

/** True when both records say the same, within what the ledger's record leaves open. */
export function agree(source: BookEntry, ledger: BookEntry): boolean {
  const names = new Set([...Object.keys(source.amounts), ...Object.keys(ledger.amounts)]);
  const exact = { below: 0, above: 0 };
  for (const name of names) {
    const slack = ledger.slack?.[name] ?? exact;
    if (!isWithin(source.amounts[name] ?? 0, ledger.amounts[name] ?? 0, slack)) return false;
  }
  return differingWords(source, ledger) === null;
}

function typeOfDifference(source: BookEntry, ledger: BookEntry): DiscrepancyType {
  const isTakenTooLittle = sumOf(source.amounts) > sumOf(ledger.amounts);
  return source.kind === "clawback" && isTakenTooLittle ? "missing_clawback" : "amount_mismatch";
}

function together(entries: readonly BookEntry[]): BookEntry | undefined {
  const [first, ...rest] = entries;
  if (first === undefined || rest.length === 0) return first;
  const amounts: Figures = { ...first.amounts };
  for (const one of rest) {
    for (const [name, amount] of Object.entries(one.amounts)) {
      amounts[name] = (amounts[name] ?? 0) + amount;
    }
  }
  return { ...first, amounts };
}

function compareOne(
  sources: readonly BookEntry[],
  ledgers: readonly BookEntry[],
): DiscrepancyDraft | undefined {
  const source = together(sources);
  const ledger = together(ledgers);
  const about = source ?? ledger;
  if (about === undefined) return undefined;
  if (sources.length > 1 || ledgers.length > 1) return toDraft("duplicate", source, ledger, about);
  if (source === undefined) return toDraft("missing_at_source", source, ledger, about);
  if (ledger === undefined) return toDraft(typeOfMissing(source), source, ledger, about);
  if (agree(source, ledger)) return undefined;
  return toDraft(typeOfDifference(source, ledger), source, ledger, about);
}

/** Sums over both books by unit and currency, for people to see that everything was looked at. */
function sumsOf(left: readonly BookEntry[], right: readonly BookEntry[]): Comparison["sums"] {
  const sums = new Map<string, Comparison["sums"][number]>();
  const add = (entries: readonly BookEntry[], side: "source" | "ledger") => {
    for (const { unit, currency, amounts } of entries) {
      if (unit === "none") continue;
      const key = `${unit} ${currency ?? ""}`;
      const sum = sums.get(key) ?? { unit, currency, source: 0, ledger: 0 };
      sum[side] += sumOf(amounts);
      sums.set(key, sum);
    }
  };
  add(left, "source");
  add(right, "ledger");
  return [...sums.values()];
}

/**
 * Compares two books record by record. `left` is the source: Stripe, what money entitles to, the
 * providers; `right` is the other book: our copies, the ledgers. Each object gives at most one
 * discrepancy; the result depends on the records only, not on their order.
 */
export function decideDiscrepancies(
  left: readonly BookEntry[],
  right: readonly BookEntry[],
): Comparison {
  const sources = Map.groupBy(left, ({ object }) => object);
  const ledgers = Map.groupBy(right, ({ object }) => object);
  const objects = [...new Set([...sources.keys(), ...ledgers.keys()])].toSorted();
  const drafts = objects.flatMap(
    (object) => compareOne(sources.get(object) ?? [], ledgers.get(object) ?? []) ?? [],
  );
  return { drafts, matched: objects.length - drafts.length, sums: sumsOf(left, right) };
}

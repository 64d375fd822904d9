import { z } from "zod";

/** Closed: what may be wrong between two books. */
export const discrepancyTypes = [
  "missing_in_ledger",
  "missing_at_source",
  "amount_mismatch",
  "duplicate",
  "missing_grant",
  "missing_clawback",
  "unpriced_usage",
  "late_report",
] as const;
export type DiscrepancyType = (typeof discrepancyTypes)[number];

/** What a record is about. */
export const recordKinds = [
  "payment",
  "invoice",
  "refund",
  "chargeback",
  "grant",
  "clawback",
  "usage",
  "report",
] as const;
export type RecordKind = (typeof recordKinds)[number];

/** Money: Stripe and our copies. PT: money and the ledgers. Usage: the ledgers and the providers. */
export const lanes = ["money", "pt", "usage"] as const;
export type Lane = (typeof lanes)[number];

export const discrepancyStates = ["open", "fixed", "accepted", "resolved-itself"] as const;
export type DiscrepancyState = (typeof discrepancyStates)[number];

/** What amounts count: money in its minor unit, micro-PT, tokens, or nothing. */
export type Unit = "minor" | "micro-pt" | "tokens" | "none";

/** Amounts of a record by name, integers of its unit. */
export type Figures = Record<string, number>;

/** Words that differ between two records of one thing, as a status or a currency. */
export interface DifferingWords {
  expected: Record<string, string>;
  found: Record<string, string>;
}

/** Something that two books say differently about. */
export interface DiscrepancyView {
  id: string;
  type: DiscrepancyType;
  kind: RecordKind;
  lane: Lane;
  /** What it is about: `payment:pi_…`, `grant:stripe-invoice-line:il_…`, `usage:openai:2026-11-21:…`. */
  object: string;
  accountId: string | null;
  unit: Unit;
  /** Of money. */
  currency: string | null;
  /** What the source says: Stripe, the money, the provider. Null: it has no such record. */
  expected: Figures | null;
  /** What the other book has: our copies, the ledgers. */
  found: Figures | null;
  /** Expected less found, all amounts together; signed. */
  differs: number;
  /** Null where the words of both are the same. */
  words: DifferingWords | null;
  state: DiscrepancyState;
  /** The operator who takes care of it. */
  ownerId: string | null;
  note: string | null;
  firstSeenAtMs: number;
  lastSeenAtMs: number;
  resolvedAtMs: number | null;
  resolvedBy: string | null;
  /** True when one click can bring the books together. */
  fixable: boolean;
}

export const runStates = ["running", "finished"] as const;
export type RunState = (typeof runStates)[number];

/** What a run compared in one lane. */
export interface LaneSummary {
  matched: number;
  /** Differences that this run saw, old and new. */
  found: number;
  /** All compared amounts of each side, by unit and currency. */
  sums: { unit: Unit; currency: string | null; source: number; ledger: number }[];
}

/** What a run could not or need not compare, and why. */
export type RunNote =
  | { kind: "not-connected"; service: string; setting: string }
  | { kind: "failed"; service: string; detail: string }
  /** Days whose reports are not final yet. */
  | { kind: "waiting"; service: string; days: string[] }
  /** Work that no outside report knows: the built-in answerer, and providers without reports. */
  | { kind: "internal"; service: string; calls: number; tokens: number }
  | { kind: "estimated"; charges: number };

export interface RunView {
  id: string;
  state: RunState;
  trigger: "night" | "hand";
  requestedBy: string;
  /** Objects of Stripe made in this time are compared. */
  fromMs: number;
  toMs: number;
  startedAtMs: number;
  finishedAtMs: number | null;
  /** Where it stands: the name of what it does now. */
  stage: string;
  accounts: number;
  transactions: number;
  lanes: Record<Lane, LaneSummary>;
  notes: RunNote[];
  /** Discrepancies that it saw for the first time, or again after they had been gone. */
  appeared: number;
  /** Discrepancies that were gone. */
  resolved: number;
  /** Estimated charges that it replaced by what the provider reported. */
  truedUp: number;
}

export const discrepancySorts = ["-seen", "seen", "-differs"] as const;

/** Filters of the list of discrepancies. */
export const DiscrepancyQuery = z.object({
  state: z.enum(discrepancyStates).optional(),
  type: z.enum(discrepancyTypes).optional(),
  lane: z.enum(lanes).optional(),
  /** An operator's id, or `none`. */
  owner: z.string().max(64).optional(),
  /** Part of the object or the account. */
  search: z.string().max(200).optional(),
  sort: z.enum(discrepancySorts).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type DiscrepancyQuery = z.input<typeof DiscrepancyQuery>;

export const AcceptInput = z.object({
  note: z.string().trim().min(3, "say why in a few words").max(1_000),
});
export type AcceptInput = z.infer<typeof AcceptInput>;

export const AssignInput = z.object({
  /** Null: nobody. */
  ownerId: z.string().max(64).nullable(),
});
export type AssignInput = z.infer<typeof AssignInput>;

/** Who may take care of discrepancies. */
export interface OperatorView {
  userId: string;
  name: string;
}

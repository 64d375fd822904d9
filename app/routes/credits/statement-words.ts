import type { StatementLine } from "#features/credits/schema";
import { m } from "#messages";

const kinds: Record<string, () => string> = {
  grant: m.credits_kind_grant,
  hold: m.credits_kind_hold,
  extend: m.credits_kind_extend,
  settle: m.credits_kind_settle,
  release: m.credits_kind_release,
  "expire-hold": m.credits_kind_expire_hold,
  "expire-grant": m.credits_kind_expire_grant,
  correct: m.credits_kind_correct,
  refund: m.credits_kind_refund,
  "true-up": m.credits_kind_true_up,
  clawback: m.credits_kind_clawback,
  reinstate: m.credits_kind_reinstate,
  repay: m.credits_kind_repay,
  "transfer-out": m.credits_kind_transfer_out,
  "transfer-in": m.credits_kind_transfer_in,
};

const grants: Record<string, () => string> = {
  plan: m.credits_grant_plan,
  topup: m.credits_grant_topup,
  promo: m.credits_grant_promo,
  referral: m.credits_grant_referral,
  refund: m.credits_grant_refund,
  correction: m.credits_grant_correction,
};

/** What a transaction is called. */
export function kindName(kind: string): string {
  return kinds[kind]?.() ?? kind;
}

/** What a grant is called. */
export function grantName(kind: string | null | undefined): string {
  return kind === null || kind === undefined ? m.credits_kind_grant() : (grants[kind]?.() ?? kind);
}

/** A statement line in a few words: what happened, and by what. */
export function lineTitle(line: StatementLine): string {
  if (line.kind === "grant") return grantName(line.detail.grantKind);
  return kindName(line.kind);
}

/** The filters of the statement, each with the kinds of transaction it lets through. */
export const statementFilters = {
  charges: ["settle", "true-up", "correct"],
  grants: ["grant", "refund", "reinstate", "transfer-in"],
  holds: ["hold", "extend", "release", "expire-hold"],
  losses: ["expire-grant", "clawback", "repay", "transfer-out"],
} as const satisfies Record<string, readonly string[]>;

export type StatementFilter = keyof typeof statementFilters;

export function isStatementFilter(value: unknown): value is StatementFilter {
  return typeof value === "string" && Object.hasOwn(statementFilters, value);
}

import { z } from "zod";
import type { GrantKind } from "#objects/ledger";

/** A calendar month in UTC: `2026-10`. */
export const Month = z
  .string()
  .regex(/^20\d{2}-(0[1-9]|1[0-2])$/, "a month as 2026-10")
  .meta({ description: "A calendar month in UTC", example: "2026-10" });

/** What happened to an account's PT in a month, all in micro-PT and none below zero unless signed. */
export interface Movements {
  granted: Record<GrantKind, number>;
  /** Charged for work. */
  used: number;
  /** Charged before and given back: corrections, upheld disputes, true-ups. */
  returned: number;
  /** Breakage: expired unused. */
  expired: number;
  /** Taken back because the money went back; signed, reinstated PT lessen it. */
  takenBack: number;
  /** Signed: what came from other accounts less what went to them. */
  transferred: number;
}

/** Money of one currency, in its minor unit, without tax. */
export interface RevenueLine {
  currency: string;
  /** Paid for PT in the month, less what was refunded in it. */
  soldMinor: number;
  /** Earned in the month: work delivered, and breakage, which is told apart as well. */
  recognisedMinor: number;
  breakageMinor: number;
  /** Paid for and not yet earned, before and after the month. */
  deferredBeforeMinor: number;
  deferredAfterMinor: number;
}

/** What a paid grant has earned so far, without tax, in its currency's minor unit. */
export interface GrantRevenue {
  currency: string;
  /** Kept of what was paid. */
  keptMinor: number;
  earnedMinor: number;
  /** The part of what is earned that nobody used. */
  breakageMinor: number;
}

export type CloseState = "running" | "closed";

/** A month's books as the operator sees them. */
export interface CloseView {
  month: string;
  state: CloseState;
  startedAtMs: number;
  closedAtMs: number | null;
  accounts: number;
  transactions: number;
  openingMicroPt: number;
  closingMicroPt: number;
  movements: Movements;
  revenue: RevenueLine[];
}

/** One account's month. It never changes once the month is closed. */
export interface StatementView {
  id: string;
  month: string;
  workspaceId: string;
  workspaceName: string;
  accountId: string;
  openingMicroPt: number;
  closingMicroPt: number;
  movements: Movements;
  revenue: RevenueLine[];
  transactions: number;
  /** The ledger's chain at the end of the month. */
  headHash: string | null;
}

export const exportReports = ["statements", "revenue", "journal"] as const;

export const ExportInput = z.object({
  month: Month,
  report: z.enum(exportReports),
  format: z.enum(["csv", "json"]),
});
export type ExportInput = z.infer<typeof ExportInput>;

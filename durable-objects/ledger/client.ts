import type { AccountId } from "#core/ids";
import { withFaults } from "#platform/faults";
import type { AuditReport } from "./audit.ts";
import type { AuditCursor, AuditPage } from "./audit-page.ts";
import type { BalanceDocument } from "./balance.ts";
import type { CapScope, CommandOf, CommandType, LedgerResult } from "./commands.ts";
import type { FactPage } from "./facts.ts";
import type {
  EntryDocument,
  GrantDocument,
  HoldDocument,
  LedgerDump,
  PageInput,
  PeriodUseDocument,
  SpendingDocument,
  TransactionDocument,
} from "./documents.ts";

export type * from "./commands.ts";
export { WHOLE_ACCOUNT } from "./commands.ts";
export type * from "./documents.ts";
export type { AuditReport } from "./audit.ts";
export type { AuditCursor, AuditPage } from "./audit-page.ts";
export type * from "./facts.ts";
export type { BalanceDocument } from "./balance.ts";

/** The ledger of one account. Every call is one round trip to its object. */
export interface Ledger {
  readonly accountId: AccountId;
  /**
   * Applies a command. Safe to repeat: the same key and body has its effect once and gets the same
   * reply. A refusal is a value, never an exception.
   */
  apply<T extends CommandType>(command: CommandOf<T>): Promise<LedgerResult<T>>;
  balance(): Promise<BalanceDocument>;
  entries(page: PageInput): Promise<EntryDocument[]>;
  transactions(page: PageInput): Promise<TransactionDocument[]>;
  transaction(id: string): Promise<TransactionDocument | null>;
  hold(id: string): Promise<HoldDocument | null>;
  charge(id: string): Promise<HoldDocument | null>;
  /** Open holds. */
  holds(): Promise<HoldDocument[]>;
  grants(limit?: number): Promise<GrantDocument[]>;
  /**
   * What the account (`WHOLE_ACCOUNT`), members or keys have spent, in the running period and ever,
   * in the order of `ids`.
   */
  spendings(scope: CapScope, ids: string[]): Promise<SpendingDocument[]>;
  /** How far the account is through its period. */
  periodUse(): Promise<PeriodUseDocument>;
  dump(afterSeq?: number): Promise<LedgerDump>;
  /** A whole audit, step by step: no step keeps the account waiting for long. */
  audit(): Promise<AuditReport>;
  /** One step of an audit, from the start (null) or where an earlier step ended. */
  auditPage(from: AuditCursor | null): Promise<AuditPage>;
  /** What was charged, booked to the platform, granted and taken back after `afterSeq`, in pages. */
  facts(afterSeq: number, limit?: number): Promise<FactPage>;
  /** Does what is due by the clock, as the object's alarm does. */
  wake(): Promise<void>;
  /** Sends what waits in the object's outbox. */
  drain(): Promise<{ pending: boolean }>;
  /** Answers an upgrade request with a WebSocket of balance documents. */
  connect(request: Request): Promise<Response>;
}

/** The ledger that belongs to an account; it begins empty at its first command. */
export function ledgerOf(env: Pick<Env, "LEDGER">, accountId: AccountId): Ledger {
  const stub = env.LEDGER.getByName(accountId);
  return {
    accountId,
    apply: async <T extends CommandType>(command: CommandOf<T>) =>
      (await withFaults("object", async () => await stub.apply(command))) as LedgerResult<T>,
    balance: async () => await stub.balance(),
    entries: async (page) => await stub.entries(page),
    transactions: async (page) => await stub.transactions(page),
    transaction: async (id) => await stub.transaction(id),
    hold: async (id) => await stub.hold(id),
    charge: async (id) => await stub.charge(id),
    holds: async () => await stub.holds(),
    grants: async (limit) => await stub.grants(limit),
    spendings: async (scope, ids) => await stub.spendings(scope, ids),
    periodUse: async () => await stub.periodUse(),
    dump: async (afterSeq) => await stub.dump(afterSeq),
    audit: async () => {
      let page = await stub.auditPage(null);
      while (!page.done) page = await stub.auditPage(page.cursor);
      return page.report;
    },
    auditPage: async (from) => await stub.auditPage(from),
    facts: async (afterSeq, limit) => await stub.facts(afterSeq, limit),
    wake: async () => await stub.wake(),
    drain: async () => await stub.drain(),
    connect: async (request) => await stub.fetch(request),
  };
}

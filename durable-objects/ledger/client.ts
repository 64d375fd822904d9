import type { AccountId } from "#core/ids";
import { withFaults } from "#platform/faults";
import type { AuditReport } from "./audit.ts";
import type { BalanceDocument } from "./balance.ts";
import type { CommandOf, CommandType, LedgerResult } from "./commands.ts";
import type {
  EntryDocument,
  GrantDocument,
  HoldDocument,
  LedgerDump,
  PageInput,
  TransactionDocument,
} from "./documents.ts";

export type * from "./commands.ts";
export type * from "./documents.ts";
export type { AuditReport } from "./audit.ts";
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
  dump(afterSeq?: number): Promise<LedgerDump>;
  audit(): Promise<AuditReport>;
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
    dump: async (afterSeq) => await stub.dump(afterSeq),
    audit: async () => await stub.audit(),
    wake: async () => await stub.wake(),
    drain: async () => await stub.drain(),
    connect: async (request) => await stub.fetch(request),
  };
}

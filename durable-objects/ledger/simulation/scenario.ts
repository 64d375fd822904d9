import type {
  Command,
  CommandOf,
  CommandType,
  GrantCommand,
  HoldCommand,
  HoldPurpose,
  LedgerNotice,
  LedgerRefusal,
  LedgerResult,
  ReplyOf,
} from "../commands.ts";
import type { Change, Grant } from "../book.ts";
import type { Transaction } from "../chart.ts";
import { SimulatedAccount } from "./account.ts";

export const PT = 1_000_000;
export const START_AT_MS = Date.UTC(2026, 10, 21);

type Loose<T extends CommandType> = Omit<CommandOf<T>, "type" | "key"> & { key?: string };

/** One account in memory, told in few words: amounts in whole PT, keys made up, clock by hand. */
export class Scenario {
  readonly account = new SimulatedAccount("acct_1");
  readonly transactions: Transaction[] = [];
  readonly notices: LedgerNotice[] = [];
  readonly commits: Change[][] = [];
  nowMs = START_AT_MS;
  #keys = 0;

  constructor() {
    const { store } = this.account;
    const commit = store.commit.bind(store);
    store.commit = (pending) => {
      for (const { transactions, notices } of pending.changes) {
        this.transactions.push(...transactions);
        this.notices.push(...notices.map(({ notice }) => notice));
      }
      this.commits.push([...pending.changes]);
      commit(pending);
    };
  }

  later(byMs: number): this {
    this.nowMs += byMs;
    return this;
  }

  wake(): this {
    this.account.deliver(null, this.nowMs);
    return this;
  }

  /** Applies a command as it is. */
  send<T extends CommandType>(command: CommandOf<T>): LedgerResult<T> {
    const { result } = this.account.deliver(command, this.nowMs);
    if (result === undefined) throw new Error("no answer");
    return result as LedgerResult<T>;
  }

  /** Applies commands that share a commit. */
  sendAll(commands: readonly Command[]): LedgerResult[] {
    return this.account.deliverAll(commands, this.nowMs).results ?? [];
  }

  /** Applies a command under a new key and expects it to be accepted. */
  do<T extends CommandType>(type: T, command: Loose<T>): ReplyOf[T] {
    const result = this.try(type, command);
    if (!result.ok) throw new Error(`refused: ${result.reason}: ${result.detail}`);
    return result.value;
  }

  /** Applies a command under a new key and expects a refusal. */
  refusal<T extends CommandType>(type: T, command: Loose<T>): LedgerRefusal {
    const result = this.try(type, command);
    if (result.ok) throw new Error(`accepted: ${JSON.stringify(result.value)}`);
    return result;
  }

  try<T extends CommandType>(type: T, command: Loose<T>): LedgerResult<T> {
    this.#keys += 1;
    return this.send({ key: `key ${this.#keys}`, ...command, type } as unknown as CommandOf<T>);
  }

  grant(amountPt: number, terms: Partial<GrantCommand> = {}) {
    const id = terms.source?.id ?? `payment ${this.#keys}`;
    return this.do("grant", {
      kind: "topup",
      amountMicroPt: amountPt * PT,
      source: { type: "payment", id },
      ...terms,
    });
  }

  hold(amountPt: number, terms: Partial<HoldCommand> = {}, purpose: Partial<HoldPurpose> = {}) {
    return this.do("hold", this.holdTerms(amountPt, terms, purpose));
  }

  refusedHold(
    amountPt: number,
    terms: Partial<HoldCommand> = {},
    purpose: Partial<HoldPurpose> = {},
  ) {
    return this.refusal("hold", this.holdTerms(amountPt, terms, purpose));
  }

  holdTerms(amountPt: number, terms: Partial<HoldCommand>, purpose: Partial<HoldPurpose>) {
    return {
      amountMicroPt: amountPt * PT,
      purpose: {
        turnId: "turn",
        model: "m",
        modelClass: "core" as const,
        rateCardVersion: "1",
        ...purpose,
      },
      ...terms,
    };
  }

  settle(holdId: string, chargePt: number, terms: { estimated?: boolean } = {}) {
    return this.do("settle", { holdId, chargeMicroPt: chargePt * PT, ...terms });
  }

  /** A hold that is settled at once. */
  charge(
    chargePt: number,
    purpose: Partial<HoldPurpose> = {},
    terms: { estimated?: boolean } = {},
  ) {
    return this.settle(this.hold(chargePt, {}, purpose).holdId, chargePt, terms);
  }

  /** Balance in whole PT. */
  get pt() {
    const { availableMicroPt, heldMicroPt, debtMicroPt } = this.account.store.head;
    return { available: availableMicroPt / PT, held: heldMicroPt / PT, debt: debtMicroPt / PT };
  }

  getGrant(id: string): Grant {
    const grant = this.account.store.grants().find((one) => one.id === id);
    if (grant === undefined) throw new Error(`no grant ${id}`);
    return grant;
  }

  /** What is available of a grant, in whole PT. */
  left(grant: { grantId: string | null }): number {
    return this.getGrant(grant.grantId ?? "").availableMicroPt / PT;
  }

  /** Sum of a side in whole PT. */
  side(name: string): number {
    let sumMicroPt = 0;
    for (const { entries } of this.transactions) {
      for (const entry of entries) if (entry.side === name) sumMicroPt += entry.amountMicroPt;
    }
    return sumMicroPt / PT;
  }

  /** The kinds of the last transactions, oldest first. */
  kinds(count: number): string[] {
    return this.transactions.slice(-count).map(({ kind }) => kind);
  }
}

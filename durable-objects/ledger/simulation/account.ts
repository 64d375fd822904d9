import { LedgerFold } from "../audit.ts";
import type { AuditReport } from "../audit.ts";
import type { LedgerState } from "../book.ts";
import type { Command, LedgerResult } from "../commands.ts";
import { decide } from "../decide.ts";
import { decideSweep } from "../decide-sweep.ts";
import { PendingHistory } from "../pending.ts";
import { applyChange, firstDueAtMs, loadState } from "../state.ts";
import { MemoryStore } from "./memory-store.ts";

/** Where a crash may strike while a command is worked on. */
export const crashPoints = [
  "before-sweep",
  "before-decision",
  "before-commit",
  "before-reply",
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** A cheap stand-in for SHA-256: the chain is checked, not attacked, here. */
export function quickHash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (low >>> 0).toString(36).padStart(7, "0") + (high >>> 0).toString(36).padStart(7, "0");
}

/** An account's object without its runtime: durable rows, volatile memory, and crashes. */
export class SimulatedAccount {
  readonly id: string;
  readonly store = new MemoryStore();
  readonly fold = new LedgerFold(quickHash);
  #state: LedgerState | null = null;

  constructor(id: string) {
    this.id = id;
  }

  /** Memory as it is, read from storage when a crash has emptied it. */
  get state(): LedgerState {
    this.#state ??= loadState(this.id, quickHash, this.store.stored());
    return this.#state;
  }

  crash(): void {
    this.#state = null;
  }

  /** What the object does for one call; without a command it only wakes. */
  deliver(
    command: Command | null,
    nowMs: number,
    crashAt?: CrashPoint,
  ): { committed: boolean; result?: LedgerResult } {
    const commands = command === null ? [] : [command];
    const { committed, results } = this.deliverAll(commands, nowMs, crashAt);
    const result = results?.[0];
    return result === undefined ? { committed } : { committed, result };
  }

  /**
   * What the object does for calls that share a commit. With a crash point there is no answer;
   * `committed` says whether they had taken effect by then.
   */
  deliverAll(
    commands: readonly Command[],
    nowMs: number,
    crashAt?: CrashPoint,
  ): { committed: boolean; results?: LedgerResult[] } {
    if (crashAt === "before-sweep") return this.#crashed(false);
    const pending = new PendingHistory(this.store);
    const book = { state: this.state, history: pending, hash: quickHash };
    const swept = decideSweep(book, nowMs);
    if (swept !== undefined) {
      pending.add(swept);
      applyChange(this.state, swept);
    }
    if (this.state.dueAtMs <= nowMs) this.state.dueAtMs = firstDueAtMs(this.state);
    if (crashAt === "before-decision") return this.#crashed(false);
    const results = commands.map((command): LedgerResult => {
      const decision = decide(book, command, nowMs);
      if (!decision.ok) return decision;
      const { change, reply } = decision.value;
      if (change !== undefined) {
        pending.add(change);
        applyChange(this.state, change);
      }
      return { ok: true, value: reply };
    });
    if (crashAt === "before-commit") return this.#crashed(false);
    this.store.commit(pending);
    for (const change of pending.changes) {
      for (const transaction of change.transactions) this.fold.add(transaction);
    }
    if (crashAt === "before-reply") return this.#crashed(true);
    return { committed: true, results };
  }

  #crashed(committed: boolean): { committed: boolean } {
    this.crash();
    return { committed };
  }

  /** Folds everything from empty and compares it with what is stored. */
  audit(): AuditReport {
    for (const grant of this.store.grants()) this.fold.checkGrant(grant);
    for (const hold of this.store.holds()) this.fold.checkHold(hold);
    return this.fold.report(this.id, this.store.head);
  }
}

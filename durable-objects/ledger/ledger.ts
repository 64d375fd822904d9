import { DurableObject } from "cloudflare:workers";
import { hash } from "node:crypto";
import { invariant } from "#core/assert";
import type { AccountId } from "#core/ids";
import { ok } from "#core/result";
import { MINUTE_MS, SECOND_MS } from "#core/time";
import { scheduleWake } from "#platform/alarms";
import { clockNow } from "#platform/clock";
import { createLog } from "#platform/log";
import { migrateObject } from "#platform/object-migrations";
import { sendObjectWork } from "#platform/object-work";
import { auditPage } from "./audit-page.ts";
import type { AuditCursor, AuditPage } from "./audit-page.ts";
import { balanceOf } from "./balance.ts";
import type { BalanceDocument } from "./balance.ts";
import type { Change, LedgerState } from "./book.ts";
import type { CapScope, Command, LedgerResult } from "./commands.ts";
import { decide } from "./decide.ts";
import { decideSweep } from "./decide-sweep.ts";
import { toHoldDocument } from "./documents.ts";
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
import { FACTS_PAGE_MAX } from "./facts.ts";
import type { FactPage } from "./facts.ts";
import { dumpOf } from "./dump.ts";
import { GroupCommit } from "./group-commit.ts";
import { migrations } from "./migrations.ts";
import { LedgerOutbox } from "./outbox.ts";
import { PendingHistory } from "./pending.ts";
import { LedgerReader, PAGE_MAX } from "./reader.ts";
import { applyChange, firstDueAtMs } from "./state.ts";
import { LedgerStore } from "./store.ts";
import { periodUseOf, spendingsOf } from "./usage.ts";

/** Many changes in a row leave as one message: at most one a second. */
const SEND_SPACING_MS = SECOND_MS;
/** The alarm that takes over when the object dies before it could send. */
const OUTBOX_GUARD_MS = 30 * SECOND_MS;
const SEND_RETRY_MS_MAX = 5 * MINUTE_MS;
/** Transactions, grants or holds in one step of an audit: some milliseconds of the object's time. */
const AUDIT_PAGE = 500;

function sha256(text: string): string {
  return hash("sha256", text, "base64url");
}

/** What the object keeps in memory; dropped and read again from storage after any fault. */
interface Loaded {
  readonly state: LedgerState;
  readonly outbox: LedgerOutbox;
  readonly reader: LedgerReader;
}

/**
 * The only writer of one account's PT: a thin shell around the pure rules. Every command is decided
 * and written in one synchronous storage transaction; whatever leaves the object leaves afterwards.
 */
export class LedgerObject extends DurableObject<Env> {
  readonly #store: LedgerStore;
  readonly #log = createLog({ object: "ledger" });
  #loaded: Loaded | null = null;
  /** The alarm as last set; null when unknown, as after a restart. */
  #wakeAtMs: number | null = null;
  #sending: Promise<void> | null = null;
  #sendFailures = 0;
  #hasSockets: boolean;
  readonly #group: GroupCommit<Command, LedgerResult>;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.transactionSync(() => migrateObject(ctx.storage.sql, migrations));
    this.#store = new LedgerStore(ctx.storage.sql);
    this.#group = new GroupCommit(
      () => ctx.storage.sync(),
      (commands) => this.applyAll(commands),
    );
    this.#hasSockets = ctx.getWebSockets().length > 0;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /**
   * Applies a command: its effect happens once, however often it is sent. A refusal is a value and
   * leaves nothing behind.
   */
  async apply(command: Command): Promise<LedgerResult> {
    return await this.#group.apply(command);
  }

  /** Applies commands in their order with one commit; each is accepted or refused by itself. */
  applyAll(commands: readonly Command[]): LedgerResult[] {
    const nowMs = clockNow();
    return this.#write(nowMs, ({ state }, pending) =>
      commands.map((command) => {
        const decision = decide({ state, history: pending, hash: sha256 }, command, nowMs);
        if (!decision.ok) return decision;
        const { change, reply } = decision.value;
        if (change !== undefined) take(state, pending, change);
        return ok(reply);
      }),
    );
  }

  /** The balance now; what is due has been expired before it is read. */
  balance(): BalanceDocument {
    const nowMs = clockNow();
    return this.#write(nowMs, ({ state }) => balanceOf(state, nowMs));
  }

  /** Entries in sequence after `afterSeq`, or the newest first before `beforeSeq`. */
  entries(page: PageInput): EntryDocument[] {
    return this.#load().reader.entries(limited(page));
  }

  /** Transactions with their entries, paged like `entries`. */
  transactions(page: PageInput): TransactionDocument[] {
    return this.#load().reader.transactions(limited(page));
  }

  transaction(id: string): TransactionDocument | null {
    return this.#load().reader.findTransaction(id) ?? null;
  }

  /** A hold, whatever its status. */
  hold(id: string): HoldDocument | null {
    return this.#load().reader.findHold(id) ?? null;
  }

  /** The hold that became a charge, with it. */
  charge(id: string): HoldDocument | null {
    return this.#load().reader.findCharge(id) ?? null;
  }

  /** The open holds. */
  holds(): HoldDocument[] {
    return this.#write(clockNow(), ({ state }) => [...state.holds.values()].map(toHoldDocument));
  }

  /** The newest grants first, with what is left of each. */
  grants(limit = PAGE_MAX): GrantDocument[] {
    return this.#write(clockNow(), ({ state, reader }) =>
      reader.grants(state.head.grantSeq, Math.min(limit, PAGE_MAX)),
    );
  }

  /** What spenders have spent, in the running period and ever. */
  spendings(scope: CapScope, ids: string[]): SpendingDocument[] {
    const nowMs = clockNow();
    return this.#write(nowMs, ({ state }) =>
      spendingsOf(state, this.#store, { scope, ids, nowMs }),
    );
  }

  /** How far the account is through its period. */
  periodUse(): PeriodUseDocument {
    const nowMs = clockNow();
    return this.#write(nowMs, ({ state }) => periodUseOf(state, this.#store, nowMs));
  }

  /** Everything an outside program needs to replay the account. */
  dump(afterSeq = 0): LedgerDump {
    return this.#write(clockNow(), ({ state, reader }) => dumpOf(state, reader, afterSeq));
  }

  /**
   * One step of folding every entry from empty and comparing: the chain, the sums, every balance,
   * grant and hold. Go on with the answer's cursor until it is done.
   */
  auditPage(from: AuditCursor | null, limit = AUDIT_PAGE): AuditPage {
    const store = this.#store;
    return this.#write(clockNow(), ({ state, reader }) =>
      auditPage(
        {
          state,
          hash: sha256,
          transactions: (afterSeq, max) => reader.raw(afterSeq, max),
          findGrant: (seq) => store.findGrant(seq),
          closedHolds: (afterSeq, max) => store.closedHoldsAfter(afterSeq, max),
        },
        from,
        Math.max(1, Math.min(limit, PAGE_MAX)),
      ),
    );
  }

  /** What was charged, booked to the platform, granted and taken back after a transaction. */
  facts(afterSeq: number, limit = FACTS_PAGE_MAX): FactPage {
    const { reader } = this.#load();
    return reader.facts(afterSeq, Math.max(1, Math.min(limit, FACTS_PAGE_MAX)));
  }

  /** Does what time alone does, sends what is due to leave, and asks for the next alarm. */
  async wake(): Promise<void> {
    this.#wakeAtMs = null;
    this.#write(clockNow(), () => undefined);
    await this.drain();
    this.#schedule(true);
  }

  override async alarm(): Promise<void> {
    await this.wake();
  }

  /** Sends what waits in the outbox now; answers whether anything had to stay. */
  async drain(): Promise<{ pending: boolean }> {
    await this.#sending;
    await this.#send();
    return { pending: this.#isSendDue() };
  }

  /** Live balance: upgrades to a WebSocket that gets the balance at once and after every change. */
  override fetch(request: Request): Response {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return new Response("Expected a WebSocket", { status: 426 });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.#hasSockets = true;
    server.send(JSON.stringify(this.balance()));
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(): void {
    // The balance flows one way; whatever a client says needs no answer.
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
    this.#hasSockets = this.ctx.getWebSockets().some((other) => other !== socket);
  }

  #load(): Loaded {
    if (this.#loaded !== null) return this.#loaded;
    const accountId = this.ctx.id.name;
    invariant(accountId !== undefined, "a ledger is addressed by the name of its account");
    const state = this.#store.load(accountId, sha256);
    const reader = new LedgerReader(this.#store, state.fingerprint);
    this.#loaded = { state, reader, outbox: new LedgerOutbox(this.#store) };
    return this.#loaded;
  }

  /**
   * Runs synchronous work in one storage transaction after what is due has been swept. Memory that
   * may be ahead of storage after a fault is thrown away.
   */
  #write<T>(nowMs: number, work: (loaded: Loaded, pending: PendingHistory) => T): T {
    const loaded = this.#load();
    const { state } = loaded;
    const pending = new PendingHistory(this.#store);
    try {
      const swept = decideSweep({ state, history: pending, hash: sha256 }, nowMs);
      if (swept !== undefined) take(state, pending, swept);
      // What was due may have been settled meanwhile; a past time would ask for an alarm at once.
      if (swept !== undefined || state.dueAtMs <= nowMs) state.dueAtMs = firstDueAtMs(state);
      const result = work(loaded, pending);
      if (pending.changes.length > 0) {
        this.ctx.storage.transactionSync(() => this.#store.write(pending));
        this.#afterCommit(nowMs);
      }
      return result;
    } catch (cause) {
      this.#loaded = null;
      throw cause;
    }
  }

  #afterCommit(nowMs: number): void {
    if (this.#hasSockets) this.#broadcast(nowMs);
    this.#schedule(false);
    if (this.#sending === null) {
      this.#sending = this.#sendSoon();
      this.ctx.waitUntil(this.#sending);
    }
  }

  #broadcast(nowMs: number): void {
    const text = JSON.stringify(balanceOf(this.#load().state, nowMs));
    for (const socket of this.ctx.getWebSockets()) {
      try {
        socket.send(text);
      } catch {
        // A socket that is closing gets the balance when it connects again.
      }
    }
  }

  /** Asks for an alarm at the earliest thing to do; an earlier one that is set already will do. */
  #schedule(force: boolean): void {
    const { state } = this.#load();
    const nowMs = clockNow();
    const guardMs = this.#isSendDue() ? OUTBOX_GUARD_MS * 2 ** this.#sendFailures : Infinity;
    const dueAtMs = Math.min(state.dueAtMs, nowMs + Math.min(guardMs, SEND_RETRY_MS_MAX));
    const wantedAtMs = this.#isSendDue() ? dueAtMs : state.dueAtMs;
    if (!force && this.#wakeAtMs !== null && this.#wakeAtMs <= wantedAtMs) return;
    this.#wakeAtMs = wantedAtMs === Infinity ? null : wantedAtMs;
    if (!force && wantedAtMs === Infinity) return;
    this.ctx.waitUntil(scheduleWake(this.ctx, this.env, "LEDGER", this.#wakeAtMs));
  }

  #isSendDue(): boolean {
    const { outbox, state } = this.#load();
    return outbox.isDue(state.head.transactionSeq);
  }

  async #sendSoon(): Promise<void> {
    await scheduler.wait(SEND_SPACING_MS);
    await this.#send();
    this.#sending = null;
    if (this.#sendFailures === 0 && this.#isSendDue()) this.#afterCommit(clockNow());
  }

  async #send(): Promise<void> {
    if (!this.#isSendDue()) return;
    const { state, outbox } = this.#load();
    const { transactionSeq } = state.head;
    const accountId = state.accountId as AccountId;
    const balance = balanceOf(state, clockNow());
    const { messages, noticeIds } = outbox.take(
      state.fingerprint,
      accountId,
      balance,
      transactionSeq,
    );
    try {
      await sendObjectWork(this.env, messages);
      outbox.acknowledge(transactionSeq, noticeIds);
      this.#sendFailures = 0;
    } catch (cause) {
      this.#sendFailures += 1;
      this.#log.error("ledger.send-failed", cause, { accountId, failures: this.#sendFailures });
    }
  }
}

function take(state: LedgerState, pending: PendingHistory, change: Change): void {
  pending.add(change);
  applyChange(state, change);
}

function limited(page: PageInput): PageInput {
  return { ...page, limit: Math.max(1, Math.min(page.limit, PAGE_MAX)) };
}

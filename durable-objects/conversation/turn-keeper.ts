import { invariant } from "#core/assert";
import { newId, type TurnId } from "#core/ids";
import { ok, refuse } from "#core/result";
import type { CommandOf, LedgerResult } from "#objects/ledger";
import type { ProviderRequest } from "#platform/ai/provider";
import type {
  EstimateReply,
  EstimateTurn,
  StartedTurn,
  StartReply,
  StartTurn,
} from "./commands.ts";
import type { ConversationBook } from "./conversation-book.ts";
import type { MessageDocument } from "./documents.ts";
import type { Host } from "./host.ts";
import { TurnPlanner } from "./turn-planner.ts";
import { TurnRun } from "./turn-run.ts";
import { fingerprintOf, type Turn } from "./turn.ts";

const MESSAGES_MAX = 5_000;
/** Waits between tries to reach the ledger for a hold; someone is waiting for the answer. */
const HOLD_RETRIES_MS = [50, 250];

interface Starting {
  turnId: TurnId;
  fingerprint: string;
  reply: Promise<StartReply>;
}

/** Begins turns and knows those that run. */
export class TurnKeeper {
  readonly planner: TurnPlanner;
  readonly #host: Host;
  readonly #book: ConversationBook;
  readonly #running = new Map<TurnId, TurnRun>();
  readonly #working = new Map<TurnId, Promise<void>>();
  readonly #starting = new Map<string, Starting>();

  constructor(host: Host, book: ConversationBook) {
    this.#host = host;
    this.#book = book;
    this.planner = new TurnPlanner(host, book);
  }

  /** A turn that is not over, with what its followers see. */
  find(turnId: TurnId): TurnRun | undefined {
    return this.#running.get(turnId);
  }

  /** The turn that is not over in a conversation. */
  active(): TurnRun | undefined {
    return this.#running.values().next().value;
  }

  /** True while someone is at work on the turn; false for one that has to be taken up. */
  isWorkedOn(turnId: TurnId): boolean {
    if (this.#working.has(turnId)) return true;
    return [...this.#starting.values()].some((starting) => starting.turnId === turnId);
  }

  isIdle(): boolean {
    return this.#working.size === 0 && this.#starting.size === 0;
  }

  /** Resolves when nobody is at work on any turn. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working.values());
  }

  /**
   * Starts a turn, once per client id. Answers after the PT are held and the request to the
   * provider has left; a refusal leaves nothing behind and frees the client id.
   */
  async start(command: StartTurn): Promise<StartReply> {
    const { clientId } = command;
    const fingerprint = fingerprintOf(command);
    const starting = this.#starting.get(clientId);
    if (starting !== undefined) {
      if (starting.fingerprint !== fingerprint) return refuse({ reason: "client-id-reused" });
      const reply = await starting.reply;
      return reply.ok ? ok({ ...reply.value, duplicate: true }) : reply;
    }
    const before = this.#book.turns.findByClientId(clientId);
    if (before !== undefined) {
      if (before.fingerprint !== fingerprint) return refuse({ reason: "client-id-reused" });
      return ok(this.#started(this.find(before.id)?.turn ?? before, true));
    }
    const busy = this.#busyTurnId();
    if (busy !== undefined) return refuse({ reason: "turn-in-progress", turnId: busy });
    const turnId = newId("turn", this.#host.now());
    const reply = this.#begin(command, turnId, fingerprint);
    this.#starting.set(clientId, { turnId, fingerprint, reply });
    try {
      return await reply;
    } finally {
      this.#starting.delete(clientId);
    }
  }

  /** Asks the running turn to end now; answers whether there was one to stop. */
  stop(turnId?: TurnId): boolean {
    const run = turnId === undefined ? this.active() : this.#running.get(turnId);
    if (run === undefined || run.turn.phase !== "calling") return false;
    run.turn.stopRequested = true;
    this.#book.write(() => this.#book.turns.update(run.turn));
    run.stop();
    return true;
  }

  /** Tokens and hold of a message that is not sent, as it would be right now. Writes nothing. */
  async estimate({ ask, basis }: EstimateTurn): Promise<EstimateReply> {
    const place = this.planner.place(ask);
    if (!place.ok) return place;
    const messages = ask.type === "stateless" ? ask.messages : [];
    const planned = await this.planner.plan(basis, place.value, messages);
    return planned.ok ? ok(planned.value.estimate) : planned;
  }

  /** Calls the provider for a held turn; right after the request has left, its messages are written. */
  call(run: TurnRun, request: ProviderRequest): void {
    const { turn } = run;
    const work = run.call(request, () => {
      // A stateless turn is not called again, so nobody needs to know how far it came.
      if (turn.plan.answer === null) return;
      const isFirst = turn.attempt === 1;
      this.#book.write(() => {
        if (isFirst) this.#book.writeMessages(turn);
        this.#book.turns.update(turn);
      });
      if (isFirst) this.#announce(turn);
    });
    this.track(run, work);
  }

  /** Keeps the object awake for the work on a turn, and the turn known until it is over. */
  track(run: TurnRun, work: Promise<void>): void {
    const { id } = run.turn;
    this.#running.set(id, run);
    const tracked = work
      .catch((cause: unknown) => {
        this.#host.log.error("conversation.turn-crashed", cause, { turnId: id });
      })
      .finally(() => {
        this.#working.delete(id);
        if (run.turn.phase === "ended") this.#running.delete(id);
        else this.#host.guard();
      });
    this.#working.set(id, tracked);
    this.#host.keepAlive(tracked);
  }

  /** Asks for the turn's hold. Undefined when the ledger could not be reached: its fate is unknown. */
  async hold(turn: Turn): Promise<LedgerResult<"hold"> | undefined> {
    const ledger = this.#host.ledger(turn.plan.accountId);
    for (const delayMs of [0, ...HOLD_RETRIES_MS]) {
      if (delayMs > 0) {
        await new Promise<void>((resolve) => {
          this.#host.later(delayMs, resolve);
        });
      }
      try {
        return await ledger.apply<"hold">(turn.plan.holdCommand);
      } catch (cause) {
        this.#host.log.error("conversation.ledger-unreachable", cause, { turnId: turn.id });
      }
    }
    return undefined;
  }

  async #begin(command: StartTurn, turnId: TurnId, fingerprint: string): Promise<StartReply> {
    const { ask, basis } = command;
    if (this.#host.conversationId !== null && this.#book.messages.count() >= MESSAGES_MAX) {
      return refuse({ reason: "limit", limit: MESSAGES_MAX });
    }
    const place = this.planner.place(ask);
    if (!place.ok) return place;
    const messages = ask.type === "stateless" ? ask.messages : [];
    const planned = await this.planner.plan(basis, place.value, messages);
    if (!planned.ok) return planned;
    const { request, estimate } = planned.value;
    const turn: Turn = {
      id: turnId,
      clientId: command.clientId,
      fingerprint,
      phase: "starting",
      attempt: 0,
      stopRequested: false,
      plan: {
        ...place.value,
        accountId: command.accountId,
        basis,
        inputTokens: estimate.inputTokens,
        holdCommand: this.#holdCommand(command, turnId, estimate.holdMicroPt),
      },
      hold: null,
      closing: null,
      outcome: null,
      createdAtMs: this.#host.now(),
      endedAtMs: null,
      endedSeq: null,
    };
    const reply = await this.#insertAndHold(turn);
    if (reply === undefined) {
      this.#book.write(() => this.#book.turns.abandon(turn));
      return refuse({ reason: "unavailable" });
    }
    if (!reply.ok) {
      this.#book.write(() => this.#book.turns.delete(turnId));
      const { ok: _, ...refusal } = reply;
      return refuse({ reason: "ledger", refusal, holdMicroPt: estimate.holdMicroPt });
    }
    turn.hold = { holdId: reply.value.holdId, heldMicroPt: reply.value.amountMicroPt };
    this.call(new TurnRun(this.#host, this.#book, turn), request);
    return ok(this.#started(turn, false));
  }

  /**
   * A conversation's turn is written before the ledger hears of it, so that no crash can leave PT
   * held for nobody. A stateless one, which is never resumed, does not wait for storage: what a crash
   * between the two leaves held is freed by the hold's own timeout.
   */
  async #insertAndHold(turn: Turn): Promise<LedgerResult<"hold"> | undefined> {
    const early = turn.plan.answer === null ? this.hold(turn) : undefined;
    this.#book.write(() => this.#book.turns.insert(turn));
    this.#host.guard();
    return await (early ?? this.hold(turn));
  }

  #announce(turn: Turn): void {
    const { answer } = turn.plan;
    if (answer === null) return;
    const tree = this.#book.messages.tree();
    for (const node of this.#book.messages.ofTurn(turn.id)) {
      const message = this.#book.document(node, tree);
      const seq = this.#book.nextSeq();
      this.#host.publish({ type: "message", seq, message, headMessageId: answer.id });
    }
  }

  #busyTurnId(): TurnId | undefined {
    if (this.#host.conversationId === null) return undefined;
    const starting: Starting | undefined = this.#starting.values().next().value;
    if (starting !== undefined) return starting.turnId;
    return this.#book.turns.open().find((turn) => turn.phase !== "abandoned")?.id;
  }

  #started(turn: Turn, duplicate: boolean): StartedTurn {
    const { answer, basis } = turn.plan;
    return {
      turnId: turn.id,
      seq: this.#book.seq,
      duplicate,
      model: basis.model.id,
      rateCardVersion: basis.model.rateCardVersion,
      heldMicroPt: turn.hold?.heldMicroPt ?? 0,
      userMessage: answer === null ? null : this.#message(answer.parentId),
      assistantMessage: answer === null ? null : this.#message(answer.id),
    };
  }

  #message(id: Parameters<ConversationBook["messages"]["find"]>[0]): MessageDocument {
    const node = this.#book.messages.find(id);
    invariant(node !== undefined, "a turn's messages are there");
    const live = [...this.#running.values()].find((run) => run.turn.plan.answer?.id === id)?.live;
    return this.#book.document(node, this.#book.messages.tree(), live);
  }

  #holdCommand(
    { basis, spender }: StartTurn,
    turnId: TurnId,
    amountMicroPt: number,
  ): CommandOf<"hold"> {
    const { memberId, apiKeyId, feature, caps, advancedSharePercentMax } = spender;
    const { conversationId } = this.#host;
    return {
      type: "hold",
      key: `hold:${turnId}`,
      amountMicroPt,
      purpose: {
        turnId,
        model: basis.model.id,
        modelClass: basis.model.class,
        rateCardVersion: String(basis.model.rateCardVersion),
        ...(conversationId === null ? {} : { conversationId }),
        ...(memberId === undefined ? {} : { memberId }),
        ...(apiKeyId === undefined ? {} : { apiKeyId }),
        ...(feature === undefined ? {} : { feature }),
      },
      ...(caps === undefined ? {} : { caps }),
      ...(advancedSharePercentMax === undefined ? {} : { advancedSharePercentMax }),
    };
  }
}

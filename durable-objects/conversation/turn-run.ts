import { invariant } from "#core/assert";
import { priceTokens } from "#core/pricing";
import type { CommandOf, LedgerResult } from "#objects/ledger";
import { estimateTokens } from "#platform/ai/estimate";
import {
  ProviderError,
  type ProviderEvent,
  type ProviderRequest,
  type Usage,
} from "#platform/ai/provider";
import type { ConversationBook } from "./conversation-book.ts";
import { decideClosing, decideGivingUp, estimatedUsage, type CallEnd } from "./decide-turn.ts";
import type { ChargeDocument, TurnOutcome } from "./documents.ts";
import type { Host } from "./host.ts";
import { LiveTurn, toLive, type TurnEvent } from "./live-turn.ts";
import { holdFor } from "./plan-turn.ts";
import { StreamLog } from "./stream-log.ts";
import type { Turn, TurnClosing } from "./turn.ts";

/** Written text waits this long, or until there is so much of it, to be stored in one go. */
const FLUSH_MS = 200;
const FLUSH_CHARS = 2_000;
/** Waits between tries to reach the ledger; after the last one the alarm takes over. */
const LEDGER_RETRIES_MS = [200, 1_000, 4_000];

/** One turn while it runs: it calls the provider, stores what comes, and tells the ledger once. */
export class TurnRun {
  readonly turn: Turn;
  readonly live = new LiveTurn();
  readonly #host: Host;
  readonly #book: ConversationBook;
  readonly #abort = new AbortController();
  readonly #log = new StreamLog();
  #unstored = "";
  #cancelFlush: (() => void) | undefined;

  constructor(host: Host, book: ConversationBook, turn: Turn) {
    this.#host = host;
    this.#book = book;
    this.turn = turn;
  }

  /** Closes the provider's connection; the turn then ends with what was used so far. */
  stop(): void {
    this.#abort.abort();
  }

  /**
   * Calls the provider and ends the turn. The request has left before this returns its promise;
   * `onCalled` runs right after and may write, so that the request does not wait for storage.
   */
  async call(request: ProviderRequest, onCalled: () => void): Promise<void> {
    const { turn } = this;
    const provider = this.#host.provider(turn.plan.basis.model.provider);
    turn.attempt += 1;
    turn.phase = "calling";
    this.#log.start(this.#host.now());
    if (provider === undefined) {
      onCalled();
      const error = new ProviderError("unavailable", "The provider is not connected");
      return await this.close(
        decideClosing({ usage: noUsage(), finishReason: "error", error }, this.#prices),
      );
    }
    const events = provider.stream(request, this.#abort.signal)[Symbol.asyncIterator]();
    const first = events.next();
    first.catch(() => undefined);
    try {
      onCalled();
    } catch (cause) {
      this.stop();
      throw cause;
    }
    const end = await this.#read(events, first);
    await this.close(decideClosing(end, this.#prices));
  }

  /** Takes up what an earlier life of the object had stored of the answer. */
  takeUp(): void {
    const { text, citations } = this.#book.storedAnswer(this.turn);
    if (text !== "") this.live.push({ type: "delta", seq: this.#book.nextSeq(), text, offset: 0 });
    for (const citation of citations) {
      this.live.push({ type: "citation", seq: this.#book.nextSeq(), citation });
    }
  }

  /** Ends a turn whose answer was interrupted; what it cost so far is the platform's. */
  async giveUp(): Promise<void> {
    await this.close(decideGivingUp(priceTokens(this.#prices, this.#writtenUsage().classes)));
  }

  /** Ends a stopped turn whose own count was lost: settles what had been written, by estimate. */
  async settleWritten(): Promise<void> {
    const end: CallEnd = {
      usage: this.#writtenUsage(),
      finishReason: "stopped",
      error: undefined,
    };
    await this.close(decideClosing(end, this.#prices));
  }

  /** Books the interrupted call to the platform and voids its text. */
  restart(): void {
    const { turn } = this;
    const { model } = turn.plan.basis;
    const usage = this.#writtenUsage();
    this.#book.write(() => {
      this.#book.outbox.addPlatformCost(turn.plan.accountId, turn.id, turn.attempt, {
        amountMicroPt: priceTokens(this.#prices, usage.classes),
        purpose: "interrupted-turn",
        model,
        usage,
        startedAtMs: turn.createdAtMs,
      });
      this.#book.voidAnswer(turn);
    });
    this.#push({ type: "restarted", seq: this.#book.nextSeq() });
  }

  /** Writes how the turn ends, then tells the ledger until it is known to have heard. */
  async close(closing: TurnClosing): Promise<void> {
    this.#cancelFlush?.();
    const { turn } = this;
    turn.phase = "closing";
    turn.closing = {
      ...closing,
      log: this.#log.end(this.#host.now(), turn.attempt, this.live.text.length),
    };
    this.#unstored = "";
    this.#book.write(() => this.#book.writeClosing(turn, this.live));
    await this.tellLedger();
  }

  /** Settles or releases the hold as decided, with the same key every time. */
  async tellLedger(): Promise<void> {
    const { turn } = this;
    const { closing, hold } = turn;
    invariant(closing !== null && hold !== null, "a closing turn has a closing and a hold");
    const command: CommandOf<"settle"> | CommandOf<"release"> =
      closing.act === "settle"
        ? {
            type: "settle",
            key: `settle:${turn.id}`,
            holdId: hold.holdId,
            chargeMicroPt: closing.chargeMicroPt,
            estimated: closing.estimated,
            usage: loggedUsage(closing),
          }
        : {
            type: "release",
            key: `release:${turn.id}`,
            holdId: hold.holdId,
            reason: closing.reason,
          };
    const ledger = this.#host.ledger(turn.plan.accountId);
    for (const delayMs of [0, ...LEDGER_RETRIES_MS]) {
      if (delayMs > 0) await this.#pause(delayMs);
      let reply: LedgerResult<"settle" | "release">;
      try {
        reply = await ledger.apply<"settle" | "release">(command);
      } catch (cause) {
        this.#host.log.error("conversation.ledger-unreachable", cause, { turnId: turn.id });
        continue;
      }
      return this.#end(closing, reply);
    }
    this.#host.guard();
  }

  #end(closing: TurnClosing, reply: LedgerResult<"settle" | "release">): void {
    const { turn } = this;
    if (!reply.ok && !(closing.act === "release" && reply.reason === "hold-closed")) {
      const cause = new Error(reply.detail);
      this.#host.log.error("conversation.closing-refused", cause, { turnId: turn.id });
    }
    const outcome = toOutcome(turn, closing, reply);
    const seq = this.#book.nextSeq();
    turn.phase = "ended";
    turn.outcome = outcome;
    turn.endedAtMs = this.#host.now();
    turn.endedSeq = seq;
    const message = this.#book.write(() => {
      if (closing.act === "release") {
        this.#book.outbox.addPlatformCost(turn.plan.accountId, turn.id, turn.attempt, {
          amountMicroPt: closing.platformMicroPt,
          purpose: "failed-turn",
          model: turn.plan.basis.model,
          usage: closing.usage ?? this.#writtenUsage(),
          startedAtMs: turn.createdAtMs,
        });
      }
      this.#book.outbox.addTurnEnded(turn.id);
      return this.#book.writeEnd(turn, outcome);
    });
    this.#push({ type: "ended", seq, outcome, message });
    this.#host.keepAlive(this.#book.outbox.send());
  }

  async #read(
    events: AsyncIterator<ProviderEvent>,
    first: Promise<IteratorResult<ProviderEvent>>,
  ): Promise<CallEnd> {
    const end: CallEnd = { usage: noUsage(), finishReason: "error", error: undefined };
    for (let next = await first; next.done !== true; next = await events.next()) {
      const event = next.value;
      switch (event.type) {
        case "text":
          this.#write(event.text);
          break;
        case "citation": {
          const { type: _, ...citation } = event;
          this.#push({ type: "citation", seq: this.#book.nextSeq(), citation });
          break;
        }
        case "step":
          await this.#extend(event.step, event.usage);
          break;
        case "error":
          end.error = event.error;
          break;
        case "usage":
          end.usage = event.usage;
          break;
        case "finish":
          end.finishReason = event.reason;
          this.#log.finish(event.providerAnswerId);
          break;
        case "reasoning":
        case "tool-call":
          break;
      }
    }
    return end;
  }

  #write(text: string): void {
    if (text === "") return;
    this.#log.text(this.#host.now());
    const offset = this.live.text.length;
    this.#push({ type: "delta", seq: this.#book.nextSeq(), text, offset });
    if (this.turn.plan.answer === null) return;
    this.#unstored += text;
    if (this.#unstored.length >= FLUSH_CHARS) this.#flush();
    else this.#cancelFlush ??= this.#host.later(FLUSH_MS, () => this.#flush());
  }

  #flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    const text = this.#unstored;
    this.#unstored = "";
    if (text !== "") this.#book.write(() => this.#book.appendAnswer(this.turn, text, this.live));
  }

  /**
   * Before the next tool step the hold grows to what the turn has used and may use. A refusal stops
   * the turn: what was used until then is settled.
   */
  async #extend(step: number, used: Usage): Promise<void> {
    const { turn } = this;
    const { hold, plan } = turn;
    invariant(hold !== null, "a running turn has a hold");
    const { input, cachedRead, cacheWrite, output } = used.classes;
    const nextInput = input + cachedRead + cacheWrite + output;
    const { maxOutputTokens } = plan.basis.model;
    const neededMicroPt =
      priceTokens(this.#prices, used.classes) * step +
      holdFor(this.#prices, nextInput * 2, maxOutputTokens);
    const addMicroPt = Math.max(0, neededMicroPt - hold.heldMicroPt);
    const key = `extend:${turn.id}:${turn.attempt}:${step}`;
    const { caps, advancedSharePercentMax } = plan.holdCommand;
    const { holdId } = hold;
    const command: CommandOf<"extend"> = {
      type: "extend",
      key,
      holdId,
      addMicroPt,
      ...(caps === undefined ? {} : { caps }),
      ...(advancedSharePercentMax === undefined ? {} : { advancedSharePercentMax }),
    };
    try {
      const reply = await this.#host.ledger(plan.accountId).apply<"extend">(command);
      if (reply.ok) hold.heldMicroPt += addMicroPt;
      else this.stop();
    } catch (cause) {
      this.#host.log.error("conversation.extend-failed", cause, { turnId: turn.id });
      this.stop();
    }
  }

  #push(event: TurnEvent): void {
    this.live.push(event);
    const { answer } = this.turn.plan;
    const document = answer === null ? undefined : toLive(answer.id, event);
    if (document !== undefined) this.#host.publish(document);
  }

  #writtenUsage(): Usage {
    const output = estimateTokens(this.live.text);
    return estimatedUsage(this.turn.plan.inputTokens, output);
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#host.later(delayMs, resolve);
    });
  }

  get #prices() {
    return this.turn.plan.basis.model.prices;
  }
}

function toOutcome(
  turn: Turn,
  closing: TurnClosing,
  reply: LedgerResult<"settle" | "release">,
): TurnOutcome {
  const charge: ChargeDocument = {
    chargedMicroPt: 0,
    transactionId: reply.ok ? reply.value.transactionId : null,
    rateCardVersion: turn.plan.basis.model.rateCardVersion,
    tokens: closing.usage?.classes ?? null,
    estimated: closing.act === "settle" && closing.estimated,
    writtenOffMicroPt: 0,
  };
  if (reply.ok && "paidMicroPt" in reply.value) {
    charge.chargedMicroPt = reply.value.paidMicroPt;
    charge.writtenOffMicroPt = reply.value.writtenOffMicroPt;
  }
  const { state, finishReason, failure } = closing;
  const balanceMicroPt = reply.ok ? reply.value.balanceMicroPt : null;
  return { state, finishReason, charge, balanceMicroPt, failure };
}

/** The usage as the ledger keeps it: with the log of the stream that it was counted in. */
function loggedUsage({ usage, log }: TurnClosing) {
  return usage === null || log === undefined ? usage : { ...usage, log };
}

function noUsage(): Usage {
  return {
    classes: { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 },
    raw: [],
    complete: false,
    estimated: [],
  };
}

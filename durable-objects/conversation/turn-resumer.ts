import type { ConversationBook } from "./conversation-book.ts";
import { decideResumption, mayCall } from "./decide-turn.ts";
import type { Host } from "./host.ts";
import type { TurnKeeper } from "./turn-keeper.ts";
import { TurnRun } from "./turn-run.ts";
import type { Turn } from "./turn.ts";

/** Takes up the turns that an interruption of ours left behind: a restart, or a lost ledger. */
export class TurnResumer {
  readonly #host: Host;
  readonly #book: ConversationBook;
  readonly #keeper: TurnKeeper;
  #resuming: Promise<void> | null = null;

  constructor(host: Host, book: ConversationBook, keeper: TurnKeeper) {
    this.#host = host;
    this.#book = book;
    this.#keeper = keeper;
  }

  /** Takes up every turn that is not over and that nobody works on. Safe to call at any time. */
  async resumeAll(): Promise<void> {
    this.#resuming ??= this.#resumeEach().finally(() => {
      this.#resuming = null;
    });
    await this.#resuming;
  }

  async #resumeEach(): Promise<void> {
    for (const turn of this.#book.turns.open()) {
      if (this.#keeper.isWorkedOn(turn.id)) continue;
      try {
        await this.#resume(turn);
      } catch (cause) {
        this.#host.log.error("conversation.resume-failed", cause, { turnId: turn.id });
        this.#host.guard();
      }
    }
  }

  async #resume(stored: Turn): Promise<void> {
    const known = this.#keeper.find(stored.id);
    const run = known ?? new TurnRun(this.#host, this.#book, stored);
    const resumption = decideResumption(run.turn, this.#host.now());
    if (known === undefined) run.takeUp();
    switch (resumption) {
      case "nothing":
        return;
      case "free-hold":
        return await this.#freeHold(stored);
      case "hold-again":
        return await this.#holdAgain(run);
      case "close-again":
        return this.#keeper.track(run, run.tellLedger());
      case "settle-written":
        return this.#keeper.track(run, run.settleWritten());
      case "give-up":
        return this.#keeper.track(run, run.giveUp());
      case "call-again":
        return await this.#callAgain(run);
    }
  }

  /** The first try may have reached the ledger: the same key finds its hold, or makes it now. */
  async #holdAgain(run: TurnRun): Promise<void> {
    const { turn } = run;
    const reply = await this.#keeper.hold(turn);
    if (reply === undefined) return this.#host.guard();
    if (!reply.ok) return this.#book.write(() => this.#book.turns.delete(turn.id));
    turn.hold = { holdId: reply.value.holdId, heldMicroPt: reply.value.amountMicroPt };
    if (mayCall(turn, this.#host.now())) {
      const { basis } = turn.plan;
      const planned = await this.#keeper.planner.plan(basis, turn.plan);
      if (planned.ok) return this.#keeper.call(run, planned.value.request);
    }
    this.#book.write(() => {
      this.#book.writeMessages(turn);
      this.#book.turns.update(turn);
    });
    this.#keeper.track(run, run.giveUp());
  }

  async #callAgain(run: TurnRun): Promise<void> {
    const { turn } = run;
    const { plan, hold } = turn;
    const planned = await this.#keeper.planner.plan(plan.basis, plan);
    // Starts the hold's timeout anew, so that it outlives the second call.
    const extended = await this.#host.ledger(plan.accountId).apply<"extend">({
      type: "extend",
      key: `extend:${turn.id}:${turn.attempt}:again`,
      holdId: hold?.holdId ?? "",
      addMicroPt: 0,
    });
    if (!planned.ok || !extended.ok) return this.#keeper.track(run, run.giveUp());
    run.restart();
    this.#keeper.call(run, planned.value.request);
  }

  async #freeHold(turn: Turn): Promise<void> {
    const reply = await this.#keeper.hold(turn);
    if (reply === undefined) return this.#host.guard();
    if (reply.ok) {
      await this.#host.ledger(turn.plan.accountId).apply<"release">({
        type: "release",
        key: `release:${turn.id}`,
        holdId: reply.value.holdId,
        reason: "never started",
      });
    }
    this.#book.write(() => this.#book.turns.delete(turn.id));
  }
}

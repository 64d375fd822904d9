import type { AccountId, TurnId } from "#core/ids";
import type { CommandOf } from "#objects/ledger";
import type { Usage } from "#platform/ai/provider";
import type { WorkMessage } from "#platform/queue";
import type { Host } from "./host.ts";
import type { Sql } from "./sql.ts";

interface PlatformBooking {
  accountId: AccountId;
  command: CommandOf<"bookPlatform">;
}

/** A provider call that no user pays for; its tokens are compared with what the provider bills. */
export interface PlatformCost {
  amountMicroPt: number;
  purpose: string;
  model: { id: string; rateCardVersion: number };
  usage: Usage;
  startedAtMs: number;
}

/**
 * What must leave the object, written with the change that caused it and sent at least once:
 * messages to the queue, and costs that the platform bears to the ledger.
 */
export class Outbox {
  readonly #host: Host;
  readonly #sql: Sql;
  #sending: Promise<boolean> | null = null;

  constructor(host: Host) {
    this.#host = host;
    this.#sql = host.storage.sql;
  }

  /** Tells the feature that a turn is over. Call it inside the transaction that ends the turn. */
  addTurnEnded(turnId: TurnId): void {
    const { conversationId } = this.#host;
    if (conversationId === null) return;
    const payload = { conversationId, turnId };
    this.#add({ id: `turn-ended:${turnId}`, type: "chat.turn-ended", payload });
  }

  /** Books a provider call that no user pays for. Once per turn and attempt, however often asked. */
  addPlatformCost(accountId: AccountId, turnId: TurnId, attempt: number, cost: PlatformCost): void {
    if (cost.amountMicroPt === 0) return;
    const { amountMicroPt, purpose, model, usage, startedAtMs } = cost;
    const key = `platform:${turnId}:${attempt}`;
    const { id, rateCardVersion } = model;
    const { classes: tokens, estimated } = usage;
    const detail = { turnId, model: id, rateCardVersion, startedAtMs, tokens, estimated };
    const booking: PlatformBooking = {
      accountId,
      command: { type: "bookPlatform", key, amountMicroPt, purpose, detail },
    };
    this.#sql.exec(
      "INSERT OR IGNORE INTO outbox VALUES (?, 'ledger', ?)",
      key,
      JSON.stringify(booking),
    );
  }

  isEmpty(): boolean {
    return this.#sql.exec("SELECT 1 FROM outbox LIMIT 1").toArray().length === 0;
  }

  /** Sends what waits; answers whether nothing stayed. Never throws. */
  async send(): Promise<boolean> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return await this.#sending;
  }

  #add(message: WorkMessage): void {
    this.#sql.exec(
      "INSERT OR IGNORE INTO outbox VALUES (?, 'queue', ?)",
      message.id,
      JSON.stringify(message),
    );
  }

  async #sendAll(): Promise<boolean> {
    const rows = this.#sql
      .exec<{ id: string; kind: string; body: string }>("SELECT * FROM outbox LIMIT 100")
      .toArray();
    let isSent = true;
    for (const { id, kind, body } of rows) {
      try {
        if (kind === "queue") await this.#host.sendWork([JSON.parse(body) as WorkMessage]);
        else await this.#book(JSON.parse(body) as PlatformBooking);
        this.#sql.exec("DELETE FROM outbox WHERE id = ?", id);
      } catch (cause) {
        isSent = false;
        this.#host.log.error("conversation.send-failed", cause, { outboxId: id });
      }
    }
    if (!isSent) this.#host.guard();
    return isSent && (rows.length < 100 || (await this.#sendAll()));
  }

  async #book({ accountId, command }: PlatformBooking): Promise<void> {
    const reply = await this.#host.ledger(accountId).apply<"bookPlatform">(command);
    if (!reply.ok) {
      const cause = new Error(reply.detail);
      this.#host.log.error("conversation.booking-refused", cause, { key: command.key });
    }
  }
}

import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { AccountId, ConversationId } from "#core/ids";
import type { Command, CommandType, LedgerResult } from "#objects/ledger";
import type { Provider, ProviderEvent } from "#platform/ai/provider";
import type { WorkMessage } from "#platform/queue";
import { SimulatedAccount } from "../../durable-objects/ledger/simulation/account.ts";
import { ConversationBook } from "../../durable-objects/conversation/conversation-book.ts";
import type { LiveDocument } from "../../durable-objects/conversation/documents.ts";
import type { Host } from "../../durable-objects/conversation/host.ts";
import type { Storage } from "../../durable-objects/conversation/sql.ts";
import { TurnKeeper } from "../../durable-objects/conversation/turn-keeper.ts";
import { TurnResumer } from "../../durable-objects/conversation/turn-resumer.ts";

const PT = 1_000_000;
export const accountId: AccountId = "acct_00000000000000000000000001";
export const conversationId: ConversationId = "conv_00000000000000000000000001";

/** Thrown by every call to the world of a life that is over. */
class Dead extends Error {}

/** One life of the object: from its start in memory to a crash. Everything it does is counted. */
export class Life {
  readonly keeper: TurnKeeper;
  /** Set when the object has opened its storage; crashes strike after that. */
  readonly resumer: TurnResumer | undefined;
  readonly book: ConversationBook;
  isDead = false;
  steps: string[] = [];
  #crashAt: number;

  constructor(world: World, crashAt: number) {
    this.#crashAt = crashAt;
    const host = world.hostOf(this);
    this.book = new ConversationBook(host);
    this.keeper = new TurnKeeper(host, this.book);
    this.resumer = new TurnResumer(host, this.book, this.keeper);
    this.steps = [];
  }

  /** A point at which the life may end. */
  step(name: string): void {
    if (this.isDead) throw new Dead("dead");
    this.steps.push(name);
    if (this.resumer !== undefined && this.steps.length === this.#crashAt) {
      this.isDead = true;
      throw new Dead(name);
    }
  }
}

/** What outlives a crash of the object: its storage, the ledger, the queue and the provider. */
export class World {
  readonly account = new SimulatedAccount(accountId);
  readonly messages: WorkMessage[] = [];
  readonly commands: Command[] = [];
  readonly published: LiveDocument[] = [];
  /** How often the ledger's answer is lost, from the next one on. */
  lostReplies = 0;
  nowMs = 1_000;
  #database = new DatabaseSync(":memory:");
  #timers: { life: Life; work: () => void }[] = [];
  #script: () => ProviderEvent[];

  constructor(grantedPt: number, script: () => ProviderEvent[]) {
    this.#script = script;
    const source = { type: "test", id: "1" };
    const amountMicroPt = grantedPt * PT;
    this.account.deliver({ type: "grant", key: "g", kind: "topup", amountMicroPt, source }, 1);
  }

  live(crashAt = Infinity): Life {
    return new Life(this, crashAt);
  }

  /** Lets everything that can happen happen, time passing only when nothing else is left. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      const due = this.#timers.splice(0).filter(({ life }) => !life.isDead);
      if (due.length === 0) continue;
      quiet = 0;
      this.nowMs += 1_000;
      for (const { work } of due) work();
    }
  }

  hostOf(life: Life): Host {
    return {
      conversationId,
      storage: this.#storage(life),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      now: () => this.nowMs,
      ledger: () => ({
        apply: async <T extends CommandType>(command: Command) =>
          (await this.#apply(life, command)) as LedgerResult<T>,
      }),
      provider: () => this.#provider(life),
      loadIndexes: () => Promise.resolve([]),
      sendWork: async (messages) => {
        await Promise.resolve();
        life.step("queue");
        this.messages.push(...messages);
        life.step("queued");
      },
      publish: (event) => {
        life.step(`publish ${event.type}`);
        this.published.push(event);
      },
      later: (_, work) => {
        const timer = { life, work };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
        };
      },
      keepAlive: (work) => {
        work.catch(() => undefined);
      },
      guard: () => life.step("guard"),
    };
  }

  async #apply(life: Life, command: Command): Promise<LedgerResult> {
    await Promise.resolve();
    life.step(`ledger ${command.type}`);
    this.commands.push(command);
    const { result } = this.account.deliver(JSON.parse(JSON.stringify(command)), this.nowMs);
    life.step(`ledger ${command.type} done`);
    await Promise.resolve();
    if (this.lostReplies > 0) {
      this.lostReplies -= 1;
      throw new Error("The network lost the answer");
    }
    if (result === undefined) throw new Error("no reply");
    return result;
  }

  #provider(life: Life): Provider {
    const script = this.#script;
    return {
      id: "openai",
      async *stream(_, signal) {
        await Promise.resolve();
        life.step("provider called");
        for (const event of script()) {
          if (signal.aborted && event.type === "text") continue;
          await Promise.resolve();
          life.step(`provider ${event.type}`);
          yield event;
        }
      },
      estimate: () => ({ inputTokens: 100, inputTokensMax: 135 }),
      check: () => Promise.resolve({ state: "connected", models: [] }),
    };
  }

  #storage(life: Life): Storage {
    const database = this.#database;
    const sql: Storage["sql"] = {
      exec: (query, ...bindings) => {
        if (life.isDead) throw new Dead("dead");
        const rows = database.prepare(query).all(...(bindings as SQLInputValue[]));
        return { toArray: () => rows as never };
      },
    };
    return {
      sql,
      transactionSync: (work) => {
        life.step("write");
        database.exec("BEGIN");
        try {
          const result = work();
          database.exec("COMMIT");
          return result;
        } catch (cause) {
          database.exec("ROLLBACK");
          throw cause;
        } finally {
          life.step("written");
        }
      },
    };
  }
}

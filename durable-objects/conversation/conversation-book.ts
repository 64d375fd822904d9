import { invariant } from "#core/assert";
import type { ConversationId, MessageId, TurnId } from "#core/ids";
import type {
  CitationDocument,
  MessageDocument,
  TranscriptDocument,
  TurnOutcome,
} from "./documents.ts";
import type { Host } from "./host.ts";
import type { LiveTurn } from "./live-turn.ts";
import { MessageStore, toMessageDocument, type MessageNode } from "./message-store.ts";
import type { MessageTree } from "./message-tree.ts";
import { migrations } from "./migrations.ts";
import { migrateObject } from "#platform/object-migrations";
import { Outbox } from "./outbox.ts";
import { TurnStore } from "./turn-store.ts";
import type { Turn } from "./turn.ts";

/** Sequence numbers are reserved in storage this many at a time, so that none is used twice. */
const SEQ_RESERVED = 10_000;

/** Everything an object keeps: messages, turns, the head, and what must leave. */
export class ConversationBook {
  readonly messages: MessageStore;
  readonly turns: TurnStore;
  readonly outbox: Outbox;
  readonly #host: Host;
  #seq: number;
  #seqReserved: number;

  constructor(host: Host) {
    this.#host = host;
    host.storage.transactionSync(() => migrateObject(host.storage.sql, migrations));
    this.messages = new MessageStore(host.storage.sql);
    this.turns = new TurnStore(host.storage.sql);
    this.outbox = new Outbox(host);
    this.#seqReserved = Number(this.#mark("seq_reserved") ?? "0");
    this.#seq = this.#seqReserved;
  }

  /** Everything written by `work`, or nothing of it. */
  write<T>(work: () => T): T {
    try {
      return this.#host.storage.transactionSync(work);
    } catch (cause) {
      this.messages.forget();
      throw cause;
    }
  }

  get seq(): number {
    return this.#seq;
  }

  nextSeq(): number {
    this.#seq += 1;
    if (this.#seq > this.#seqReserved) {
      this.#seqReserved = this.#seq + SEQ_RESERVED;
      this.#setMark("seq_reserved", String(this.#seqReserved));
    }
    return this.#seq;
  }

  get head(): MessageId | null {
    return (this.#mark("head") ?? null) as MessageId | null;
  }

  setHead(id: MessageId): void {
    this.#setMark("head", id);
  }

  /** Writes the messages that a turn adds, once its PT are held. */
  writeMessages(turn: Turn): void {
    const { question, answer, basis } = turn.plan;
    if (answer === null) return;
    const { createdAtMs } = turn;
    if (question !== null) {
      const { id, parentId, text, attachments } = question;
      const node: MessageNode = {
        id,
        parentId,
        role: "user",
        state: "complete",
        createdAtMs,
        turnId: turn.id,
        extra: attachments.length === 0 ? {} : { attachments },
      };
      invariant(text !== null, "a question is written once");
      this.messages.insert(node, text);
      question.text = null;
    }
    const waiting: MessageNode = {
      ...answer,
      role: "assistant",
      state: "waiting",
      createdAtMs,
      turnId: turn.id,
      extra: { model: basis.model.id },
    };
    this.messages.insert(waiting, "");
    this.setHead(answer.id);
  }

  appendAnswer(turn: Turn, text: string, live: LiveTurn): void {
    const { answer } = turn.plan;
    if (answer === null) return;
    this.messages.append(answer.id, text);
    this.messages.update(answer.id, "streaming", this.#extra(turn, live));
  }

  voidAnswer(turn: Turn): void {
    const { answer, basis } = turn.plan;
    if (answer === null) return;
    this.messages.replaceText(answer.id, "");
    this.messages.update(answer.id, "waiting", { model: basis.model.id });
  }

  /** What lies in storage of a turn's answer. */
  storedAnswer(turn: Turn): { text: string; citations: CitationDocument[] } {
    const { answer } = turn.plan;
    if (answer === null) return { text: this.messages.text(turn.id), citations: [] };
    const node = this.messages.find(answer.id);
    if (node === undefined) return { text: "", citations: [] };
    return { text: this.messages.text(node.id), citations: node.extra.citations ?? [] };
  }

  /** The text of a stateless turn, which belongs to no message. */
  forgetStateless(turnId: TurnId): void {
    this.messages.replaceText(turnId, "");
  }

  /** The whole answer and how the turn will end; the ledger is told afterwards. */
  writeClosing(turn: Turn, live: LiveTurn): void {
    const { answer } = turn.plan;
    this.messages.replaceText(answer?.id ?? turn.id, live.text);
    if (answer !== null) {
      this.messages.update(answer.id, "streaming", this.#extra(turn, live));
    }
    this.turns.update(turn);
  }

  writeEnd(turn: Turn, outcome: TurnOutcome): MessageDocument | null {
    this.turns.update(turn);
    const { answer } = turn.plan;
    const node = answer === null ? undefined : this.messages.find(answer.id);
    if (node === undefined) return null;
    const failure = outcome.failure === null ? {} : { failure: outcome.failure };
    this.messages.update(node.id, outcome.state, {
      ...node.extra,
      charge: outcome.charge,
      ...failure,
    });
    return this.endedMessage(turn);
  }

  /** The answer of a turn that is over; null for a stateless one. */
  endedMessage(turn: Turn): MessageDocument | null {
    const { answer } = turn.plan;
    const node = answer === null ? undefined : this.messages.find(answer.id);
    return node === undefined ? null : this.document(node, this.messages.tree());
  }

  /** `live` has more of a running answer than storage has. */
  document(node: MessageNode, tree: MessageTree<MessageNode>, live?: LiveTurn): MessageDocument {
    const siblingIds = tree.siblingsOf(node);
    if (live === undefined) return toMessageDocument(node, this.messages.text(node.id), siblingIds);
    const citations = live.citations.map(({ citation }) => citation);
    const document = toMessageDocument(node, live.text, siblingIds);
    const state = live.text === "" ? "waiting" : "streaming";
    return { ...document, state, ...(citations.length === 0 ? {} : { citations }) };
  }

  /** The branch that ends at `headId`; unknown ids give an empty one. */
  transcript(
    conversationId: ConversationId,
    headId: MessageId | null,
    running?: { turn: Turn; live: LiveTurn },
  ): TranscriptDocument {
    const tree = this.messages.tree();
    const answerId = running?.turn.plan.answer?.id;
    const messages = tree
      .pathTo(headId)
      .map((node) => this.document(node, tree, node.id === answerId ? running?.live : undefined));
    return {
      conversationId,
      seq: this.#seq,
      headMessageId: messages.at(-1)?.id ?? null,
      messages,
      activeTurnId: running?.turn.id ?? null,
    };
  }

  /** Every message of every branch, oldest first. */
  everything(): MessageDocument[] {
    const tree = this.messages.tree();
    return tree.nodes().map((node) => this.document(node, tree));
  }

  #extra(turn: Turn, live: LiveTurn): MessageNode["extra"] {
    const citations = live.citations.map(({ citation }) => citation);
    return {
      model: turn.plan.basis.model.id,
      ...(citations.length === 0 ? {} : { citations }),
    };
  }

  #mark(name: string): string | undefined {
    return this.#host.storage.sql
      .exec<{ value: string }>("SELECT value FROM marks WHERE name = ?", name)
      .toArray()[0]?.value;
  }

  #setMark(name: string, value: string): void {
    this.#host.storage.sql.exec("INSERT OR REPLACE INTO marks VALUES (?, ?)", name, value);
  }
}

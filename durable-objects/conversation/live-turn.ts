import type { MessageId } from "#core/ids";
import type {
  CitationDocument,
  CompletionLine,
  LiveDocument,
  MessageDocument,
  TurnOutcome,
} from "./documents.ts";

/** What happens in a running turn. `seq` rises with every event. */
export type TurnEvent =
  | { type: "delta"; seq: number; text: string; offset: number }
  | { type: "citation"; seq: number; citation: CitationDocument }
  | { type: "restarted"; seq: number }
  | { type: "ended"; seq: number; outcome: TurnOutcome; message: MessageDocument | null };

export type TurnListener = (event: TurnEvent) => void;

/**
 * A running turn's answer as it grows, and who follows it. A follower that joins late gets what it
 * missed, joined into one delta, and then every event: no gap and no duplicate.
 */
export class LiveTurn {
  readonly citations: { seq: number; citation: CitationDocument }[] = [];
  #text = "";
  /** Where in the text each delta ended. */
  #deltas: { seq: number; end: number }[] = [];
  #restartedSeq = 0;
  #ended: TurnEvent | undefined;
  #listeners = new Set<TurnListener>();

  get text(): string {
    return this.#text;
  }

  /** Applies an event and passes it on. */
  push(event: TurnEvent): void {
    switch (event.type) {
      case "delta":
        this.#text += event.text;
        this.#deltas.push({ seq: event.seq, end: this.#text.length });
        break;
      case "citation":
        this.citations.push({ seq: event.seq, citation: event.citation });
        break;
      case "restarted":
        this.#text = "";
        this.#deltas = [];
        this.citations.length = 0;
        this.#restartedSeq = event.seq;
        break;
      case "ended":
        this.#ended = event;
        break;
    }
    for (const listener of this.#listeners) listener(event);
    if (event.type === "ended") this.#listeners.clear();
  }

  /** Tells `listener` what came after `afterSeq` and then what comes; the result ends that. */
  subscribe(afterSeq: number, listener: TurnListener): () => void {
    for (const event of this.#since(afterSeq)) listener(event);
    if (this.#ended === undefined) this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #since(afterSeq: number): TurnEvent[] {
    const missed: TurnEvent[] = [];
    if (this.#restartedSeq > afterSeq && afterSeq > 0) {
      missed.push({ type: "restarted", seq: this.#restartedSeq });
    }
    const offset = this.#deltas.findLast((delta) => delta.seq <= afterSeq)?.end ?? 0;
    const last = this.#deltas.at(-1);
    const cited = this.citations.filter(({ seq }) => seq > afterSeq);
    if (last !== undefined && offset < last.end) {
      missed.push({ type: "delta", seq: last.seq, text: this.#text.slice(offset), offset });
    }
    for (const { seq, citation } of cited) missed.push({ type: "citation", seq, citation });
    if (this.#ended !== undefined) missed.push(this.#ended);
    return missed.sort((a, b) => a.seq - b.seq);
  }
}

/** The event as the followers of a conversation get it. */
export function toLive(messageId: MessageId, event: TurnEvent): LiveDocument | undefined {
  switch (event.type) {
    case "ended":
      return event.message === null
        ? undefined
        : { type: "settled", seq: event.seq, message: event.message };
    case "restarted":
      return { type: "restarted", seq: event.seq, messageId };
    case "delta":
      return { ...event, messageId };
    case "citation":
      return { ...event, messageId };
  }
}

/** The event as the one who asked for a stateless turn gets it. */
export function toCompletionLine(event: TurnEvent): CompletionLine | undefined {
  switch (event.type) {
    case "delta":
      return { type: "text", text: event.text };
    case "citation":
      return { type: "citation", citation: event.citation };
    case "restarted":
      return undefined;
    case "ended":
      return { type: "ended", outcome: event.outcome };
  }
}

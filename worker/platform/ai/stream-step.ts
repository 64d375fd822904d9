import { Connection } from "./connection.ts";
import { estimateInputTokens, estimateTokens } from "./estimate.ts";
import type { CitationScanner } from "./passages.ts";
import {
  ProviderError,
  type FinishReason,
  type ProviderEvent,
  type ProviderMessage,
  type ProviderRequest,
  type ToolCall,
  type Usage,
} from "./provider.ts";
import type { SseEvent } from "./sse.ts";
import { completeUsage, unused } from "./usage.ts";
import type { AnswerReader, Piece, Wire } from "./wire.ts";

export interface StepContext {
  wire: Wire;
  request: ProviderRequest;
  messages: readonly ProviderMessage[];
  /** Aborting it closes the connection; its reason becomes the step's failure. */
  call: AbortController;
  citations: CitationScanner;
}

export interface StepOutcome {
  usage: Usage;
  text: string;
  toolCalls: ToolCall[];
  finishReason: FinishReason;
  answerId: string | null;
  /** What ended the step before its time: the abort's reason or what the transport threw. */
  failure?: unknown;
}

/** Calls the model once and streams what it says. Never throws. */
export async function* streamStep(
  context: StepContext,
): AsyncGenerator<ProviderEvent, StepOutcome, undefined> {
  const { wire, request, messages, call, citations } = context;
  const answer = wire.createReader();
  const written = new WrittenText(request.maxOutputTokens);
  const connection = new Connection(wire, request, call);
  let isCut = false;
  let failure: unknown;
  try {
    await connection.open(messages);
    while (!answer.isOver && !isCut) {
      const events = await connection.read();
      if (events === undefined) break;
      for (const piece of readPieces(answer, events)) {
        connection.hasContent();
        if (piece.type === "tool-call-started") continue;
        written.add(piece);
        yield piece;
        if (piece.type !== "text") continue;
        for (const citation of citations.push(piece.text)) yield { type: "citation", ...citation };
      }
      isCut = !answer.isOver && written.isBeyondLimit();
    }
    if (!isCut && !answer.isOver && answer.finishReason === undefined) {
      throw new ProviderError("protocol", "The provider's answer ended before it was finished");
    }
  } catch (thrown) {
    failure = call.signal.aborted ? call.signal.reason : thrown;
  } finally {
    connection.close(answer.isOver && failure === undefined);
  }
  const began = connection.state === "sent" || connection.state === "answering";
  return {
    usage: began
      ? completeUsage(answer.reported, () => ({
          input: estimateInputTokens({ ...request, messages: [...messages] }),
          output: written.estimate(answer.toolCalls),
        }))
      : unused(),
    text: written.text,
    toolCalls: answer.toolCalls,
    finishReason: isCut ? "length" : finishReasonOf(answer),
    answerId: answer.answerId,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Some servers finish with `stop` although they ask for tools. */
function finishReasonOf({ finishReason = "stop", toolCalls }: AnswerReader): FinishReason {
  return finishReason === "stop" && toolCalls.length > 0 ? "tool-calls" : finishReason;
}

/** The pieces of some events, neighbours of one kind joined; what came before an error comes first. */
function* readPieces(answer: AnswerReader, events: readonly SseEvent[]): Generator<Piece> {
  let pending: Piece | undefined;
  try {
    for (const event of events) {
      if (answer.isOver) break;
      for (const piece of answer.read(event.data)) {
        if (pending !== undefined && "text" in pending && "text" in piece) {
          if (pending.type === piece.type) {
            pending.text += piece.text;
            continue;
          }
        }
        if (pending !== undefined) yield pending;
        pending = piece;
      }
    }
  } catch (thrown) {
    if (pending !== undefined) yield pending;
    throw thrown;
  }
  if (pending !== undefined) yield pending;
}

const RECOUNT_CHARS = 1_024;

/** What the model has written so far, and whether it ignores the limit that it was given. */
class WrittenText {
  text = "";
  #reasoning = "";
  #uncounted = "";
  #tokens = 0;
  #tokensMax: number;

  constructor(maxOutputTokens: number) {
    // An estimate may be above the provider's own count, so only a clear excess is cut off.
    this.#tokensMax = maxOutputTokens * 1.5 + 256;
  }

  add(piece: { type: "text" | "reasoning"; text: string }): void {
    if (piece.type === "text") this.text += piece.text;
    else this.#reasoning += piece.text;
    this.#uncounted += piece.text;
  }

  isBeyondLimit(): boolean {
    if (this.#uncounted.length >= RECOUNT_CHARS) {
      this.#tokens += estimateTokens(this.#uncounted);
      this.#uncounted = "";
    }
    return this.#tokens > this.#tokensMax;
  }

  estimate(toolCalls: readonly ToolCall[]): number {
    let tokens = estimateTokens(this.text) + estimateTokens(this.#reasoning);
    for (const { name, argumentsJson } of toolCalls) {
      tokens += estimateTokens(name) + estimateTokens(argumentsJson);
    }
    return tokens;
  }
}

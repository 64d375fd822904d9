import type { FinishReason, ProviderMessage, ProviderRequest, ToolCall } from "./provider.ts";
import type { ReportedUsage } from "./usage.ts";

/** One piece of an answer as it streams. */
export type Piece = { type: "text" | "reasoning"; text: string } | { type: "tool-call-started" };

/** Reads the events of one answer in one provider's protocol. Made anew for each call. */
export interface AnswerReader {
  /** Takes the data of one server-sent event. Throws ProviderError. */
  read(data: string): Piece[];
  /** True once the protocol said that nothing more follows. */
  readonly isOver: boolean;
  /** The answer as far as it was read. */
  readonly finishReason: FinishReason | undefined;
  readonly answerId: string | null;
  readonly toolCalls: ToolCall[];
  readonly reported: ReportedUsage;
}

/** How one provider is spoken to: what goes out, and what reads the answer that comes in. */
export interface Wire {
  /** Opens one answer's event stream. Throws ProviderError, or whatever the transport throws. */
  open(
    request: ProviderRequest,
    messages: readonly ProviderMessage[],
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>>;
  createReader(): AnswerReader;
  /** Keys that no message may carry. */
  readonly secrets: readonly string[];
}

import { errorFromBody } from "./errors.ts";
import { findString, isRecord, member, parseEventJson, type JsonRecord } from "./json.ts";
import type { FinishReason, ToolCall } from "./provider.ts";
import { nothingReported, readAnthropicUsage, type ReportedUsage } from "./usage.ts";
import type { AnswerReader, Piece } from "./wire.ts";

/** Reads the events of a streamed message. https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export class AnthropicReader implements AnswerReader {
  isOver = false;
  finishReason: FinishReason | undefined;
  answerId: string | null = null;
  reported: ReportedUsage = nothingReported;
  #usage: JsonRecord | undefined;
  #calls = new Map<unknown, ToolCall & { startInput: unknown }>();
  #secrets: readonly string[];

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  get toolCalls(): ToolCall[] {
    return [...this.#calls.values()].map(({ id, name, argumentsJson, startInput }) => ({
      id,
      name,
      argumentsJson: argumentsJson === "" ? JSON.stringify(startInput ?? {}) : argumentsJson,
    }));
  }

  read(data: string): Piece[] {
    const event = parseEventJson(data);
    switch (event.type) {
      case "error":
        throw errorFromBody(event, { secrets: this.#secrets });
      case "message_start":
        this.answerId = findString(event.message, "id") ?? null;
        this.#readUsage(member(event.message, "usage"), false);
        return [];
      case "content_block_start":
        return this.#startBlock(event.index, event.content_block);
      case "content_block_delta":
        return this.#readDelta(event.index, event.delta);
      case "message_delta": {
        const reason = findString(event.delta, "stop_reason");
        if (reason !== undefined) this.finishReason = toFinishReason(reason);
        this.#readUsage(event.usage, true);
        return [];
      }
      case "message_stop":
        this.isOver = true;
        return [];
      default:
        return [];
    }
  }

  /** The last event carries the whole output and may leave out what the first one told. */
  #readUsage(usage: unknown, final: boolean): void {
    if (!isRecord(usage)) return;
    const told = Object.entries(usage).filter(([, value]) => (value ?? undefined) !== undefined);
    this.#usage = { ...this.#usage, ...Object.fromEntries(told) };
    this.reported = readAnthropicUsage(this.#usage, final);
  }

  #startBlock(index: unknown, block: unknown): Piece[] {
    if (member(block, "type") === "tool_use") {
      const id = findString(block, "id") ?? "";
      const name = findString(block, "name") ?? "";
      this.#calls.set(index, { id, name, argumentsJson: "", startInput: member(block, "input") });
      return [{ type: "tool-call-started" }];
    }
    return toPiece("text", findString(block, "text"));
  }

  #readDelta(index: unknown, delta: unknown): Piece[] {
    const type = member(delta, "type");
    if (type === "text_delta") return toPiece("text", findString(delta, "text"));
    if (type === "thinking_delta") return toPiece("reasoning", findString(delta, "thinking"));
    const call = this.#calls.get(index);
    if (type === "input_json_delta" && call !== undefined) {
      call.argumentsJson += findString(delta, "partial_json") ?? "";
    }
    return [];
  }
}

function toPiece(type: "text" | "reasoning", text: string | undefined): Piece[] {
  return text === undefined || text === "" ? [] : [{ type, text }];
}

function toFinishReason(reason: string): FinishReason {
  if (reason === "max_tokens" || reason === "model_context_window_exceeded") return "length";
  if (reason === "tool_use") return "tool-calls";
  if (reason === "refusal") return "content-filter";
  return "stop";
}

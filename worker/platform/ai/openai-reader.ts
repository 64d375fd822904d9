import { errorFromBody } from "./errors.ts";
import { findArray, findString, isRecord, member, parseEventJson } from "./json.ts";
import type { FinishReason, ToolCall } from "./provider.ts";
import { nothingReported, readOpenAiUsage, type ReportedUsage } from "./usage.ts";
import type { AnswerReader, Piece } from "./wire.ts";

/**
 * Reads chat completion chunks, and Workers AI's own `{ response, tool_calls, usage }` chunks,
 * which end with the same `[DONE]`.
 * https://platform.openai.com/docs/api-reference/chat-streaming
 */
export class OpenAiReader implements AnswerReader {
  isOver = false;
  finishReason: FinishReason | undefined;
  answerId: string | null = null;
  reported: ReportedUsage = nothingReported;
  #calls = new Map<number, ToolCall>();
  #secrets: readonly string[];

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  get toolCalls(): ToolCall[] {
    return [...this.#calls.values()];
  }

  read(data: string): Piece[] {
    if (data.trim() === "[DONE]") {
      this.isOver = true;
      this.finishReason ??= "stop";
      if (this.reported.raw !== undefined) this.reported = { ...this.reported, final: true };
      return [];
    }
    const chunk = parseEventJson(data);
    if (member(chunk, "error") !== undefined)
      throw errorFromBody(chunk, { secrets: this.#secrets });
    this.answerId ??= findString(chunk, "id") ?? null;
    const pieces: Piece[] = [];
    const choice = findArray(chunk, "choices")[0];
    const delta = member(choice, "delta");
    pushText(pieces, "reasoning", member(delta, "reasoning_content") ?? member(delta, "reasoning"));
    pushText(pieces, "text", member(delta, "content"));
    pushText(pieces, "text", member(delta, "refusal"));
    pushText(pieces, "text", chunk.response);
    const calls = [...findArray(delta, "tool_calls"), ...findArray(chunk, "tool_calls")];
    for (const call of calls) this.#readToolCall(call, pieces);
    const reason = findString(choice, "finish_reason");
    if (reason !== undefined) this.finishReason = toFinishReason(reason);
    if (isRecord(chunk.usage)) {
      this.reported = readOpenAiUsage(chunk.usage, this.finishReason !== undefined);
    }
    return pieces;
  }

  #readToolCall(call: unknown, pieces: Piece[]): void {
    const part = isRecord(member(call, "function")) ? member(call, "function") : call;
    const given = member(call, "index");
    const index = typeof given === "number" ? given : this.#calls.size;
    const known = this.#calls.get(index);
    const argumentsPart = member(part, "arguments");
    const argumentsJson =
      typeof argumentsPart === "string"
        ? argumentsPart
        : argumentsPart === undefined
          ? ""
          : JSON.stringify(argumentsPart);
    if (known !== undefined) {
      known.argumentsJson += argumentsJson;
      return;
    }
    const name = findString(part, "name") ?? "";
    if (name === "") return;
    this.#calls.set(index, {
      id: findString(call, "id") ?? `call_${index}`,
      name,
      argumentsJson,
    });
    pieces.push({ type: "tool-call-started" });
  }
}

function pushText(pieces: Piece[], type: "text" | "reasoning", value: unknown): void {
  if (typeof value === "string" && value !== "") pieces.push({ type, text: value });
  if (!Array.isArray(value)) return;
  for (const part of value) {
    const text = findString(part, "text");
    if (text !== undefined && text !== "") pieces.push({ type, text });
  }
}

function toFinishReason(reason: string): FinishReason {
  if (reason === "length" || reason === "max_tokens") return "length";
  if (reason === "tool_calls" || reason === "function_call") return "tool-calls";
  if (reason === "content_filter") return "content-filter";
  return "stop";
}

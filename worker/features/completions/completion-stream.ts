import { isProblem, Problem } from "#core/problem";
import { problemDocument, type ProblemSite } from "#platform/problem-document";
import { type CompletionHead, finishReasonOf, toOpenAiUsage, toPt } from "./completion-answer.ts";
import type { CompletionEvent } from "#features/chat";
import type { CitationView } from "#features/chat/schema";

export interface CompletionStreamInit {
  head: CompletionHead;
  events: AsyncIterator<CompletionEvent>;
  /** The first event, which has been waited for already. */
  first: CompletionEvent;
  includeUsage: boolean;
  site: ProblemSite;
}

type Delta = { role?: "assistant"; content?: string };

function data(document: unknown): string {
  return `data: ${JSON.stringify(document)}\n\n`;
}

/** Writes a completion's events as OpenAI's server-sent chunks. */
class ChunkWriter {
  readonly #init: CompletionStreamInit;
  readonly #citations: CitationView[] = [];

  constructor(init: CompletionStreamInit) {
    this.#init = init;
  }

  opening(): string {
    return this.#chunk({ role: "assistant", content: "" }, null);
  }

  /** The text to send for an event, and whether it was the last. */
  write(event: CompletionEvent): { text: string; isLast: boolean } {
    switch (event.type) {
      case "text":
        return { text: this.#chunk({ content: event.text }, null), isLast: false };
      case "citation":
        this.#citations.push(event.citation);
        return { text: "", isLast: false };
      case "failed":
        return { text: this.failure(event.problem), isLast: true };
      case "settled": {
        const citations = this.#citations.length === 0 ? {} : { citations: this.#citations };
        const said = { ...citations, pt: toPt(event) };
        const finish = finishReasonOf(event);
        if (!this.#init.includeUsage) {
          return { text: `${this.#chunk({}, finish, said)}data: [DONE]\n\n`, isLast: true };
        }
        const last = this.#envelope([], { usage: toOpenAiUsage(event), ...said });
        return { text: `${this.#chunk({}, finish)}${data(last)}data: [DONE]\n\n`, isLast: true };
      }
    }
  }

  /** An error within the stream, as OpenAI's clients read it; nothing follows it. */
  failure(problem: Problem): string {
    return data(problemDocument(problem, { ...this.#init.site, errorFor: "openai" }));
  }

  #chunk(delta: Delta, finishReason: string | null, more: object = {}): string {
    const choice = { index: 0, delta, logprobs: null, finish_reason: finishReason };
    return data(this.#envelope([choice], more));
  }

  #envelope(choices: object[], more: object) {
    const { id, created, model } = this.#init.head;
    const usage = this.#init.includeUsage ? { usage: null } : {};
    return { id, object: "chat.completion.chunk", created, model, choices, ...usage, ...more };
  }
}

/**
 * OpenAI's stream of a completion: the role, the text as it comes, the reason why it ended, usage
 * when it was asked for, `[DONE]`. The last chunk carries what it cost as `pt`. A failure is an error
 * object instead, and the end. When the reader goes away, only the reading ends.
 */
export function completionStream(init: CompletionStreamInit): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const writer = new ChunkWriter(init);
  let next: CompletionEvent | undefined = init.first;
  let isOpened = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let text = isOpened ? "" : writer.opening();
      isOpened = true;
      let isLast = false;
      try {
        while (text === "" || next !== undefined) {
          const event: CompletionEvent | undefined = next ?? (await init.events.next()).value;
          next = undefined;
          if (event === undefined) throw new Error("A completion ended without saying how");
          const written = writer.write(event);
          text += written.text;
          isLast = written.isLast;
          if (isLast) break;
        }
      } catch (cause) {
        const problem = isProblem(cause) ? cause : new Problem("internal", { cause });
        text += writer.failure(problem);
        isLast = true;
      }
      if (text !== "") controller.enqueue(encoder.encode(text));
      if (isLast) controller.close();
    },
    async cancel() {
      await init.events.return?.();
    },
  });
}

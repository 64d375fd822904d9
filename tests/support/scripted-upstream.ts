/** One call that the product made to the scripted provider, and what the test does with it. */
export class ScriptedCall {
  readonly body: Record<string, unknown>;
  isAborted = false;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #encoder = new TextEncoder();

  constructor(body: Record<string, unknown>, signal: AbortSignal | null | undefined) {
    this.body = body;
    signal?.addEventListener("abort", () => {
      this.isAborted = true;
    });
  }

  open(): Response {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
    });
    return new Response(stream, { headers: { "content-type": "text/event-stream" } });
  }

  say(text: string): this {
    return this.#chunk({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] });
  }

  /** Ends the answer with OpenAI's own usage object. */
  finish(inputTokens: number, outputTokens: number): this {
    this.#chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
    const usage = {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
    };
    this.#chunk({ choices: [], usage });
    this.#write("data: [DONE]\n\n");
    this.#controller?.close();
    return this;
  }

  /** Breaks the connection in the middle of the answer. */
  break(): void {
    this.#controller?.error(new Error("connection reset"));
  }

  #chunk(document: object): this {
    const shared = { id: "chatcmpl-1", object: "chat.completion.chunk", model: "scripted" };
    return this.#write(`data: ${JSON.stringify({ ...shared, ...document })}\n\n`);
  }

  #write(text: string): this {
    this.#controller?.enqueue(this.#encoder.encode(text));
    return this;
  }
}

/**
 * A provider of the OpenAI protocol that runs inside the test: each call waits for what the test
 * says next, or is answered by `script` at once.
 */
export class ScriptedUpstream {
  readonly calls: ScriptedCall[] = [];
  /** What a call gets without being asked; undefined leaves it to the test. */
  script: ((call: ScriptedCall) => Response | void) | undefined;

  /** To be given to the provider in place of `fetch`. */
  readonly fetch = (_url: string, init: RequestInit): Promise<Response> => {
    const text = typeof init.body === "string" ? init.body : "{}";
    const call = new ScriptedCall(JSON.parse(text) as Record<string, unknown>, init.signal);
    this.calls.push(call);
    const response = call.open();
    return Promise.resolve(this.script?.(call) ?? response);
  };

  get last(): ScriptedCall {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error("The provider was not called");
    return call;
  }
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerOrganization, type OrganizationProtocol } from "./organization.ts";
import { scriptFromModel, type AiScript } from "./script.ts";
import { type BilledUse, type ReportScript, UsageBook } from "./usage-book.ts";

export interface FakeOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** When given, other keys are refused with 401. */
  apiKey?: string;
  /** When given, other models are refused with 404. */
  models?: string[];
}

/** One call to a fake provider, kept up to date while it runs. */
export interface FakeCall {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
  model: string;
  script: AiScript;
  /** Epoch milliseconds, as all times here. */
  receivedAtMs: number;
  status: number | null;
  firstTokenAtMs: number | null;
  finishedAtMs: number | null;
  /** When the client closed the connection before the answer was over. */
  disconnectedAtMs: number | null;
  /** Output tokens written to the client. */
  emittedTokens: number;
  /** What a bill would say: tokens made, whether or not anybody read them. */
  billedInputTokens: number;
  billedOutputTokens: number;
}

export interface FakeProvider {
  /** Origin without a path, as http://127.0.0.1:1234. */
  url: string;
  requests: FakeCall[];
  /** Behaviour for the next `times` calls (all from now on when left out), optionally of one model. */
  script(script: AiScript, options?: { times?: number; model?: string }): void;
  /**
   * How the organisation's usage and cost reports behave for an admin key. Without a script they
   * report what this server answered.
   */
  reports(adminKey: string, script: ReportScript, options?: { reset?: boolean }): void;
  /** Forgets scripts and requests. */
  reset(): void;
  close(): Promise<void>;
}

/** What distinguishes one provider's protocol from another's. */
export interface FakeProtocol {
  paths: { chat: string; models: string };
  /** Why the real service would refuse this call, before any script is looked at. */
  refuse(call: FakeCall, options: FakeOptions): FakeRefusal | undefined;
  errorBody(refusal: FakeRefusal): unknown;
  modelList(models: readonly string[]): unknown;
  answer(call: FakeCall, out: AnswerSink): Promise<void>;
  organization: OrganizationProtocol;
  /** What the provider bills for a call; undefined when it bills nothing. */
  useOf(call: FakeCall): BilledUse | undefined;
}

export interface FakeRefusal {
  status: number;
  type?: string | undefined;
  code?: string | undefined;
  message: string;
  retryAfterSeconds?: number | undefined;
}

/** Where a protocol writes its answer. Writing to a client that has left does nothing. */
export interface AnswerSink {
  json(body: unknown): void;
  startStream(): void;
  write(text: string): Promise<void>;
  writeBytes(bytes: Uint8Array): void;
  /** Waits, and answers false when the client has left and the call shall end. */
  wait(ms: number): Promise<boolean>;
  waitForDisconnect(): Promise<void>;
  readonly isConnected: boolean;
  end(): void;
  reset(): void;
}

interface Scripted {
  script: AiScript;
  times: number;
  model: string | undefined;
}

/** Starts a fake provider on loopback. */
export async function startFake(
  protocol: FakeProtocol,
  options: FakeOptions,
): Promise<FakeProvider> {
  const requests: FakeCall[] = [];
  const scripts: Scripted[] = [];

  const takeScript = (model: string): AiScript => {
    const found = scripts.findLast((one) => one.model === undefined || one.model === model);
    if (found === undefined) return scriptFromModel(model);
    found.times--;
    if (found.times <= 0) scripts.splice(scripts.indexOf(found), 1);
    return { ...scriptFromModel(model), ...found.script };
  };
  const book = new UsageBook(
    () => requests,
    (call) => protocol.useOf(call),
  );
  const provider = {
    requests,
    reports: (adminKey: string, script: ReportScript, { reset = false } = {}) =>
      book.script(adminKey, script, reset),
    script: (script: AiScript, { times, model }: { times?: number; model?: string } = {}) => {
      scripts.push({ script, times: times ?? Number.POSITIVE_INFINITY, model });
    },
    reset: () => {
      scripts.length = 0;
      requests.length = 0;
      book.reset();
    },
  };

  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  server.requestTimeout = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const text = await readText(request);
    const body = tryParse(text);
    if (path === "/__requests") return sendJson(response, 200, requests);
    if (path === "/__reset") {
      provider.reset();
      return sendJson(response, 200, { ok: true });
    }
    if (path === "/__script") {
      const { script, ...rest } = body as { script: AiScript; times?: number; model?: string };
      provider.script(script, rest);
      return sendJson(response, 200, { ok: true });
    }
    if (path === "/__reports") {
      const { adminKey, script, reset } = body as {
        adminKey: string;
        script: ReportScript;
        reset?: boolean;
      };
      book.script(adminKey, script, reset);
      return sendJson(response, 200, { ok: true });
    }
    const call = newCall(request, path, body);
    if (protocol.organization.paths.includes(path)) {
      const { searchParams: query } = new URL(request.url ?? "/", "http://fake");
      const { headers } = call;
      const answer = answerOrganization(protocol.organization, { path, query, headers }, book);
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      response.end(answer.text ?? JSON.stringify(answer.body));
      return;
    }
    requests.push(call);
    if (path === protocol.paths.chat) call.script = takeScript(call.model);
    const refusal = routeRefusal(request, path, text, call) ?? scriptedRefusal(call.script);
    const sink = new ResponseSink(call, response);
    if (call.script.neverAnswers === true) return sink.waitForDisconnect();
    if (!(await sink.wait(call.script.headersMs ?? 0))) return;
    call.status = refusal?.status ?? 200;
    if (refusal !== undefined) {
      const wait = refusal.retryAfterSeconds;
      if (wait !== undefined) response.setHeader("retry-after", String(wait));
      return sendJson(response, refusal.status, protocol.errorBody(refusal));
    }
    if (path === protocol.paths.models) {
      return sendJson(
        response,
        200,
        protocol.modelList(options.models ?? ["fake-small", "fake-large"]),
      );
    }
    await protocol.answer(call, sink);
    call.finishedAtMs = Date.now();
  }

  function routeRefusal(request: IncomingMessage, path: string, text: string, call: FakeCall) {
    if (path !== protocol.paths.chat && path !== protocol.paths.models) {
      return { status: 404, code: "unknown_url", message: `Unknown request URL: ${path}` };
    }
    if (path === protocol.paths.chat && request.method !== "POST") {
      return { status: 405, message: "Only POST requests are accepted" };
    }
    if (path === protocol.paths.chat && tryParse(text) === undefined) {
      return { status: 400, message: "We could not parse the JSON body of your request" };
    }
    return protocol.refuse(call, options);
  }

  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { ...provider, url: `http://127.0.0.1:${port}`, close };
}

/** The refusal that a script asks for. */
function scriptedRefusal(script: AiScript): FakeRefusal | undefined {
  if (script.error === undefined) return undefined;
  return {
    status: script.error,
    type: script.errorType,
    code: script.errorCode,
    message: script.errorMessage ?? `Scripted error ${script.error}`,
    retryAfterSeconds: script.retryAfterSeconds,
  };
}

function newCall(request: IncomingMessage, path: string, body: unknown): FakeCall {
  const record = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
  return {
    path,
    method: request.method ?? "GET",
    headers,
    body: record,
    model: typeof record.model === "string" ? record.model : "",
    script: {},
    receivedAtMs: Date.now(),
    status: null,
    firstTokenAtMs: null,
    finishedAtMs: null,
    disconnectedAtMs: null,
    emittedTokens: 0,
    billedInputTokens: 0,
    billedOutputTokens: 0,
  };
}

class ResponseSink implements AnswerSink {
  isConnected = true;
  #call: FakeCall;
  #response: ServerResponse;
  #gone: Promise<void>;

  constructor(call: FakeCall, response: ServerResponse) {
    this.#call = call;
    this.#response = response;
    this.#gone = new Promise((resolve) => {
      response.on("close", () => {
        this.isConnected = false;
        if (!response.writableFinished) call.disconnectedAtMs = Date.now();
        resolve();
      });
    });
  }

  json(body: unknown): void {
    if (this.isConnected) sendJson(this.#response, 200, body);
  }

  startStream(): void {
    if (!this.isConnected) return;
    this.#response.socket?.setNoDelay(true);
    this.#response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      "x-request-id": "req_fake",
    });
    this.#response.flushHeaders();
  }

  async write(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    const size = this.#call.script.splitBytes ?? bytes.length;
    for (let at = 0; at < bytes.length; at += size) {
      this.writeBytes(bytes.subarray(at, at + size));
      if (size < bytes.length) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  writeBytes(bytes: Uint8Array): void {
    if (this.isConnected) this.#response.write(bytes);
  }

  async wait(ms: number): Promise<boolean> {
    const mayEnd = this.#call.script.continueAfterDisconnect !== true;
    if (ms > 0) {
      let timer: NodeJS.Timeout | undefined;
      const time = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
      await (mayEnd ? Promise.race([time, this.#gone]) : time);
      clearTimeout(timer);
    }
    return this.isConnected || !mayEnd;
  }

  waitForDisconnect(): Promise<void> {
    return this.#gone;
  }

  end(): void {
    if (this.isConnected) this.#response.end();
  }

  reset(): void {
    this.#response.socket?.resetAndDestroy();
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

import { DroppedConnection } from "../dropped-connection.ts";
import { Account, API_VERSION } from "./account.ts";
import { advanceAccount } from "./advance.ts";
import { control } from "./control.ts";
import { render } from "./expand.ts";
import { Failure, invalid } from "./failure.ts";
import { Faults, type Fault } from "./faults.ts";
import { readForm, type FormRecord } from "./form.ts";
import { Idempotency, type Reply } from "./idempotency.ts";
import { settleInvoiceOf } from "./invoice-life.ts";
import { announceRenewal } from "./invoice-preview.ts";
import { hostedPage } from "./pages.ts";
import { callOf, matchRoute } from "./route.ts";
import { apiRoutes } from "./routes.ts";
import { Webhooks } from "./webhooks.ts";

export interface FakeStripeOptions {
  /** Where hosted pages are reached, as http://127.0.0.1:1234. */
  baseUrl: string;
  /** The server's own time in epoch milliseconds. */
  now?: () => number;
}

/** One call that an account received. */
export interface RequestRecord {
  id: string;
  method: string;
  path: string;
  params: FormRecord;
  idempotencyKey: string | null;
  status: number;
}

/** One secret key's world. */
export interface World {
  account: Account;
  webhooks: Webhooks;
  faults: Faults;
  idempotency: Idempotency;
  requests: RequestRecord[];
}

/** Stripe's API, hosted pages and webhooks, kept in memory, one empty world for each secret key. */
export class FakeStripe {
  #worlds = new Map<string, World>();
  #options: FakeStripeOptions;
  #requestCount = 0;

  constructor(options: FakeStripeOptions) {
    this.#options = options;
  }

  /**
   * Answers one request. Throws `DroppedConnection` when the caller shall see a broken connection
   * and no answer.
   */
  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (!url.pathname.startsWith("/v1/") && !url.pathname.startsWith("/__fake/")) {
      return await hostedPage(request, url, [...this.#worlds.values()]);
    }
    this.#requestCount++;
    const requestId = `req_${this.#requestCount.toString(36).padStart(14, "0")}`;
    const headers = new Headers({ "request-id": requestId, "stripe-version": API_VERSION });
    try {
      const world = this.world(keyOf(request));
      if (url.pathname.startsWith("/__fake/")) {
        return await control(request, url, world, () => this.forget(world.account.key));
      }
      const reply = await this.#call(request, url, world, requestId, headers);
      return Response.json(reply.body, { status: reply.status, headers });
    } catch (cause) {
      if (cause instanceof DroppedConnection) throw cause;
      const reply = replyOf(cause, requestId);
      return Response.json(reply.body, { status: reply.status, headers });
    }
  }

  /** The world of a key, empty when it is new. */
  world(key: string): World {
    let world = this.#worlds.get(key);
    if (world === undefined) {
      const account = new Account(key, this.#options.baseUrl, this.#options.now ?? Date.now);
      account.onPaid = (intent) => settleInvoiceOf(account, intent);
      account.onUpcoming = (subscription) => announceRenewal(account, subscription);
      world = {
        account,
        webhooks: new Webhooks(account),
        faults: new Faults(),
        idempotency: new Idempotency(),
        requests: [],
      };
      this.#worlds.set(key, world);
    }
    return world;
  }

  forget(key: string): void {
    this.#worlds.get(key)?.webhooks.stop();
    this.#worlds.delete(key);
  }

  stop(): void {
    for (const { webhooks } of this.#worlds.values()) webhooks.stop();
  }

  async #call(
    request: Request,
    url: URL,
    world: World,
    requestId: string,
    headers: Headers,
  ): Promise<Reply> {
    const { method } = request;
    const version = request.headers.get("stripe-version");
    if (version !== null && version !== API_VERSION) {
      throw invalid(`Invalid Stripe API version: ${version}`);
    }
    const params = readForm(method === "POST" ? await bodyOf(request) : url.search.slice(1));
    const key = method === "POST" ? request.headers.get("idempotency-key") : null;
    const record = { id: requestId, method, path: url.pathname, params, idempotencyKey: key };
    const fault = world.faults.take(method, url.pathname);
    if (fault?.kind === "stall") await stall(fault.ms, request.signal);
    const done = (reply: Reply) => {
      world.requests.push({ ...record, status: reply.status });
      return reply;
    };
    const refusal = fault === undefined ? undefined : refusalOf(fault, headers);
    if (refusal !== undefined) return done(replyOf(refusal, requestId));
    const kept = this.#kept(world, key, { method, url, params }, requestId, headers);
    const reply = kept ?? this.#answer(world, method, url, params, requestId, key);
    if (fault?.kind === "lost-reply") {
      done(reply);
      throw new DroppedConnection();
    }
    return done(reply);
  }

  #kept(
    { idempotency }: World,
    key: string | null,
    { method, url, params }: { method: string; url: URL; params: FormRecord },
    requestId: string,
    headers: Headers,
  ): Reply | undefined {
    if (key === null) return undefined;
    headers.set("idempotency-key", key);
    const fingerprint = JSON.stringify([method, url.pathname, params]);
    const earlier = idempotency.begin(key, fingerprint, requestId);
    if (earlier === undefined) return undefined;
    headers.set("idempotent-replayed", "true");
    headers.set("original-request", earlier.requestId);
    return earlier.reply;
  }

  #answer(
    world: World,
    method: string,
    url: URL,
    params: FormRecord,
    requestId: string,
    key: string | null,
  ): Reply {
    const { account, idempotency } = world;
    account.request = { id: requestId, idempotency_key: key };
    try {
      if (!account.clock.isFrozen) advanceAccount(account, account.clock.nowMs);
      const found = matchRoute(apiRoutes, method, url.pathname);
      if (found === undefined) throw unknownUrl(method, url.pathname);
      const { expand, ...rest } = params;
      const call = callOf(account, url.pathname, rest, found.ids);
      const body = render(account, found.route.handler(call), expandOf(expand));
      const reply = { status: 200, body };
      if (key !== null) idempotency.end(key, reply, true);
      return reply;
    } catch (cause) {
      const reply = replyOf(cause, requestId);
      const isWorkDone = cause instanceof Failure && cause.body.type === "card_error";
      if (key !== null) idempotency.end(key, reply, isWorkDone);
      return reply;
    } finally {
      account.request = null;
    }
  }
}

function expandOf(sent: FormRecord[string] | undefined): string[] {
  if (sent === undefined) return [];
  if (typeof sent === "string") throw invalid("Invalid array", { param: "expand" });
  return Object.values(sent).map((one) => {
    if (typeof one !== "string") throw invalid("Invalid string", { param: "expand" });
    return one;
  });
}

/** The secret key of the caller. */
function keyOf(request: Request): string {
  const sent = request.headers.get("authorization");
  const bearer = /^Bearer (.+)$/i.exec(sent ?? "")?.[1];
  const basic = /^Basic (.+)$/i.exec(sent ?? "")?.[1];
  const key = bearer ?? (basic === undefined ? undefined : atob(basic).split(":")[0]);
  if (key === undefined || key === "") {
    throw invalid(
      "You did not provide an API key. You need to provide your API key in the Authorization " +
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      { status: 401 },
    );
  }
  if (!/^(sk|rk)_test_[A-Za-z0-9_-]+$/.test(key) || key.startsWith("sk_test_invalid")) {
    const shown = `${key.slice(0, 8)}${"*".repeat(Math.max(0, key.length - 12))}${key.slice(-4)}`;
    throw invalid(`Invalid API Key provided: ${shown}`, { status: 401 });
  }
  return key;
}

async function bodyOf(request: Request): Promise<string> {
  const text = await request.text();
  const type = request.headers.get("content-type") ?? "";
  if (text !== "" && !type.startsWith("application/x-www-form-urlencoded")) {
    throw invalid(
      "Invalid request (check that your POST content type is application/x-www-form-urlencoded).",
    );
  }
  return text;
}

function unknownUrl(method: string, path: string): Failure {
  return invalid(
    `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can ` +
      "help at https://support.stripe.com/.",
    { status: 404 },
  );
}

function refusalOf(fault: Fault, headers: Headers): Failure | undefined {
  if (fault.kind === "reset") throw new DroppedConnection();
  if (fault.kind !== "error") return undefined;
  const status = fault.status ?? 500;
  if (fault.retryAfterSeconds !== undefined) {
    headers.set("retry-after", String(fault.retryAfterSeconds));
  }
  if (status === 429)
    return invalid("Request rate limit exceeded.", { status, code: "rate_limit" });
  return new Failure(status, {
    type: "api_error",
    message: "Sorry! There was an error while talking to one of our backends.",
  });
}

async function stall(ms: number | undefined, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    if (ms !== undefined) setTimeout(resolve, ms);
    signal.addEventListener("abort", () => reject(new DroppedConnection()));
  });
}

function replyOf(cause: unknown, requestId: string): Reply {
  if (cause instanceof DroppedConnection) throw cause;
  const failure =
    cause instanceof Failure
      ? cause
      : new Failure(500, {
          type: "api_error",
          message: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
        });
  const log = `https://dashboard.stripe.com/test/logs/${requestId}`;
  return { status: failure.status, body: { error: { ...failure.body, request_log_url: log } } };
}

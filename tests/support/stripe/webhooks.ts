import type { Account } from "./account.ts";
import { randomFrom } from "./ids.ts";
import type { StoredEvent } from "./tables.ts";

/** Where events go. `held` keeps them until they are asked for. */
export interface WebhookTarget {
  url: string | null;
  /** Every one of them signs, as while a secret is being rotated. */
  secrets: string[];
  mode: "auto" | "held";
}

export interface DeliveryOptions {
  ids?: string[];
  types?: string[];
  order?: "created" | "reversed" | "shuffled";
  /** Of the shuffling. */
  seed?: number;
  times?: number;
  /** How many are under way at once. */
  concurrency?: number;
  /** Only those that are still held; true unless ids are named. */
  held?: boolean;
  delayMs?: number;
  url?: string;
  secrets?: string[];
  /** What the signature says the time is; the later of the account's and the server's when left out. */
  signedAtMs?: number;
}

/** An event made ready to be sent. */
export interface SignedEvent {
  id: string;
  type: string;
  body: string;
  signature: string;
}

export interface DeliveryRecord {
  id: string;
  type: string;
  url: string;
  attempt: number;
  /** 0 when nobody answered. */
  status: number;
  answer: string;
  durationMs: number;
}

const RETRY_AFTER_MS = [250, 1_000, 4_000, 15_000, 60_000];
const ANSWER_LENGTH_MAX = 500;

/** Sends an account's events as Stripe does: signed, again when refused, with a record of it all. */
export class Webhooks {
  target: WebhookTarget = { url: null, secrets: ["whsec_test"], mode: "auto" };
  readonly records: DeliveryRecord[] = [];
  #account: Account;
  #held = new Set<string>();
  #sending: Promise<void> = Promise.resolve();
  #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(account: Account) {
    this.#account = account;
    account.onEvent = (event) => this.#take(event);
  }

  get heldIds(): string[] {
    return [...this.#held];
  }

  /** Settles when what is under way in automatic mode has been tried once. */
  get settled(): Promise<void> {
    return this.#sending;
  }

  /** Signed copies of the chosen events in the chosen order, not sent. */
  async sign(options: DeliveryOptions = {}): Promise<SignedEvent[]> {
    const signed: SignedEvent[] = [];
    for (const event of this.#choose(options)) signed.push(await this.#signed(event, options));
    return signed;
  }

  /** Sends the chosen events and waits for the answers. What was answered 2xx is no longer held. */
  async deliver(options: DeliveryOptions = {}): Promise<DeliveryRecord[]> {
    const chosen = this.#choose(options);
    const records: DeliveryRecord[] = [];
    let next = 0;
    const work = async () => {
      while (next < chosen.length) {
        const event = chosen[next++];
        if (event === undefined) return;
        if (options.delayMs !== undefined) await wait(options.delayMs);
        for (const url of this.#urlsOf(event, options)) {
          const record = await this.#send(event, url, options, 1);
          if (isAccepted(record)) this.#held.delete(event.id);
          records.push(record);
        }
      }
    };
    await Promise.all(Array.from({ length: options.concurrency ?? 1 }, work));
    return records;
  }

  /** Forgets held events as if they had been lost on the way. */
  drop(options: DeliveryOptions = {}): string[] {
    const ids = [...new Set(this.#choose(options).map(({ id }) => id))];
    for (const id of ids) this.#held.delete(id);
    return ids;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #take(event: StoredEvent): void {
    const urls = this.#urlsOf(event, {});
    event.pending_webhooks = urls.length;
    if (this.target.mode === "held" || urls.length === 0) {
      this.#held.add(event.id);
      return;
    }
    this.#sending = this.#sendAfter(this.#sending, event, urls);
  }

  async #sendAfter(earlier: Promise<void>, event: StoredEvent, urls: string[]): Promise<void> {
    await earlier;
    for (const url of urls) await this.#tryAgainAndAgain(event, url, 0);
  }

  async #tryAgainAndAgain(event: StoredEvent, url: string, attempt: number): Promise<void> {
    const record = await this.#send(event, url, {}, attempt + 1);
    const delay = RETRY_AFTER_MS[attempt];
    if (isAccepted(record) || delay === undefined) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#tryAgainAndAgain(event, url, attempt + 1);
    }, delay);
    this.#timers.add(timer);
    if (typeof timer === "object" && "unref" in timer) timer.unref();
  }

  #choose(options: DeliveryOptions): StoredEvent[] {
    const { ids, types, order = "created", seed = 1, times = 1 } = options;
    const isHeldOnly = options.held ?? ids === undefined;
    let events = this.#account
      .all("event")
      .filter(
        ({ id, type }) =>
          (!isHeldOnly || this.#held.has(id)) &&
          (ids === undefined || ids.includes(id)) &&
          (types === undefined || types.includes(type)),
      );
    events = Array.from({ length: times }, () => events).flat();
    if (order === "reversed") return events.toReversed();
    if (order === "created") return events;
    const random = randomFrom(seed);
    return events
      .map((event) => ({ event, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ event }) => event);
  }

  #urlsOf(event: StoredEvent, options: DeliveryOptions): string[] {
    if (options.url !== undefined) return [options.url];
    const own = this.target.url === null ? [] : [this.target.url];
    const endpoints = this.#account
      .all("webhook_endpoint")
      .filter(
        ({ status, enabled_events: events }) =>
          status === "enabled" && (events.includes("*") || events.includes(event.type)),
      );
    return [...own, ...endpoints.map(({ url }) => url)];
  }

  #secretsOf(url: string, options: DeliveryOptions): string[] {
    if (options.secrets !== undefined) return options.secrets;
    const endpoint = this.#account.all("webhook_endpoint").find((one) => one.url === url);
    const isOwn = endpoint === undefined || url === this.target.url;
    return isOwn ? this.target.secrets : [endpoint.secret ?? ""];
  }

  async #signed(event: StoredEvent, options: DeliveryOptions, url = ""): Promise<SignedEvent> {
    const body = JSON.stringify(event, null, 2);
    const now = Math.max(Date.now(), this.#account.clock.nowMs);
    const seconds = Math.floor((options.signedAtMs ?? now) / 1_000);
    const signatures: string[] = [];
    for (const secret of this.#secretsOf(url, options)) {
      signatures.push(`v1=${await hmac(secret, `${seconds}.${body}`)}`);
    }
    const signature = [`t=${seconds}`, ...signatures].join(",");
    return { id: event.id, type: event.type, body, signature };
  }

  async #send(
    event: StoredEvent,
    url: string,
    options: DeliveryOptions,
    attempt: number,
  ): Promise<DeliveryRecord> {
    const { body, signature } = await this.#signed(event, options, url);
    const startedAtMs = performance.now();
    let status = 0;
    let answer = "";
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "stripe-signature": signature,
          "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        },
        body,
        signal: AbortSignal.timeout(30_000),
      });
      status = response.status;
      answer = (await response.text()).slice(0, ANSWER_LENGTH_MAX);
    } catch (cause) {
      answer = String(cause);
    }
    const durationMs = performance.now() - startedAtMs;
    const record = { id: event.id, type: event.type, url, attempt, status, answer, durationMs };
    this.records.push(record);
    if (isAccepted(record)) event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
    return record;
  }
}

function isAccepted({ status }: DeliveryRecord): boolean {
  return status >= 200 && status < 300;
}

async function hmac(secret: string, message: string): Promise<string> {
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey(
    "raw",
    encoder.encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(message)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

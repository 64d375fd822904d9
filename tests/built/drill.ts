import { expect } from "vitest";

/** What a test of the built product needs, through its public doors only. */
export interface Person {
  id: string;
  email: string;
  cookie: string;
  apiKey: string;
  accountId: string;
  workspaceId: string;
}

export const PRICES = { input: 1, cachedRead: 0.1, cacheWrite: 1.25, output: 10 };

export interface Tokens {
  input?: number;
  cachedRead?: number;
  cacheWrite?: number;
  output?: number;
}

/** Tokens times price, rounded up once to a whole PT; reckoned here a second time, on purpose. */
export function chargeOf(tokens: Tokens): number {
  let micro = 0;
  for (const name of ["input", "cachedRead", "cacheWrite", "output"] as const) {
    micro += (tokens[name] ?? 0) * Math.round(PRICES[name] * 1_000);
  }
  return Math.ceil(micro / 1_000_000);
}

export function fakeModel(id: string, upstreamModel: string, more: Record<string, unknown> = {}) {
  return {
    id,
    provider: "openai",
    upstreamModel,
    class: "core",
    ptPer1k: PRICES,
    maxOutputTokens: 1_000,
    ...more,
  };
}

let made = 0;

/** One running product as its testers know it. */
export class Bench {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.url}/__bench${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  async seed(user: Record<string, unknown> = {}): Promise<Person> {
    made += 1;
    const { users } = await this.call<{ users: Person[] }>("POST", "/seed", {
      users: [
        {
          email: `drill-${process.pid}-${performance.now().toFixed(0)}-${made}@example.test`,
          password: "a-long-enough-password",
          plan: "pro",
          grants: [{ amountPt: 1_000, kind: "topup" }],
          apiKey: true,
          ...user,
        },
      ],
    });
    const [person] = users;
    if (person === undefined) throw new Error("nobody was seeded");
    return person;
  }

  async rateCard(models: unknown[]): Promise<void> {
    await this.call("PUT", "/rate-card", { models });
  }

  /** Follows the newest link that confirms an address, in the browser with that cookie. */
  async followVerify(email: string, cookie: string): Promise<Answer> {
    await this.drain();
    const to = encodeURIComponent(email);
    const mails = await this.call<{ text: string }[] | { items: { text: string }[] }>(
      "GET",
      `/mail?to=${to}`,
    );
    const list = Array.isArray(mails) ? mails : mails.items;
    const link = list.flatMap(({ text }) => /\S+\/verify\?token=[\w-]+/.exec(text) ?? []).at(-1);
    const { search } = new URL(link ?? "");
    const init = { headers: { accept: "text/html", cookie }, redirect: "manual" } as const;
    return await readAnswer(await fetch(`${this.url}/verify${search}`, init));
  }

  async drain(): Promise<void> {
    const report = await this.call<{ drained: boolean }>("POST", "/drain", {});
    expect(report).toMatchObject({ drained: true });
  }

  async clock(offsetMs: number): Promise<void> {
    await this.call("POST", "/clock", { offsetMs });
  }

  async fault(target: string, mode: string, count: number): Promise<void> {
    await this.call("POST", "/fault", { target, mode, count });
  }

  /** A request of the public API with a person's key. */
  async api(
    person: Pick<Person, "apiKey"> | null,
    method: string,
    path: string,
    body?: unknown,
    init: RequestInit = {},
  ): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (person !== null) headers.set("authorization", `Bearer ${person.apiKey}`);
    if (body !== undefined && !headers.has("content-type")) {
      headers.set("content-type", "application/json");
    }
    const raw = typeof body === "string" || body instanceof Uint8Array || body instanceof FormData;
    const response = await fetch(`${this.url}/api/v1${path}`, {
      ...init,
      method,
      headers,
      ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
    });
    return await readAnswer(response);
  }

  async upload(
    person: Person,
    name: string,
    content: string | Uint8Array,
    contentType = "text/plain",
    more = "",
  ): Promise<Answer> {
    const headers = { "content-type": contentType };
    const path = `/documents?name=${encodeURIComponent(name)}${more}`;
    return await this.api(person, "POST", path, content, { headers });
  }

  async newConversation(person: Person): Promise<string> {
    const { status, json } = await this.api(person, "POST", "/conversations", {});
    expect(status).toBe(201);
    return String(json["id"]);
  }

  /** Sends and comes back as soon as the turn runs. */
  async send(
    person: Person,
    conversationId: string,
    body: Record<string, unknown>,
    prefer = "respond-async",
  ): Promise<Answer> {
    const path = `/conversations/${conversationId}/messages`;
    return await this.api(person, "POST", path, body, { headers: { prefer } });
  }

  async transcript(person: Person, conversationId: string): Promise<Transcript> {
    const { status, json } = await this.api(
      person,
      "GET",
      `/conversations/${conversationId}/messages`,
    );
    expect(status).toBe(200);
    return json as unknown as Transcript;
  }

  /** The last message once nothing is being written any more. */
  async answered(person: Person, conversationId: string): Promise<Message> {
    const { items } = await until(
      async () => await this.transcript(person, conversationId),
      ({ activeTurnId }) => activeTurnId === null,
    );
    const last = items.at(-1);
    if (last === undefined) throw new Error("The conversation is empty");
    return last;
  }

  async credits(person: Pick<Person, "apiKey">): Promise<Record<string, unknown>> {
    return (await this.api(person, "GET", "/credits")).json;
  }

  async ledger(accountId: string): Promise<LedgerDump> {
    return await this.call<LedgerDump>("GET", `/ledger?accountId=${accountId}`);
  }

  /** Replays the account from empty and compares it with what the product says. */
  async replay(person: Pick<Person, "apiKey" | "accountId">): Promise<Folded> {
    const folded = foldLedger(await this.ledger(person.accountId));
    const { balanceMicroPt, heldMicroPt } = await this.credits(person);
    expect(balanceMicroPt, "the balance is what the entries add up to").toBe(
      String(folded.balanceMicroPt),
    );
    expect(heldMicroPt).toBe(String(folded.heldMicroPt));
    return folded;
  }

  /** The same when nothing runs: no PT are held. */
  async replayAtRest(person: Pick<Person, "apiKey" | "accountId">): Promise<Folded> {
    await until(
      async () => await this.credits(person),
      ({ heldPt }) => heldPt === "0",
    );
    const folded = await this.replay(person);
    expect(folded.openHolds).toEqual([]);
    return folded;
  }
}

/** Reads until what was read is as wanted, at most 40 s. */
export async function until<T>(
  read: () => Promise<T>,
  isWanted: (value: T) => boolean,
): Promise<T> {
  const deadlineMs = performance.now() + 40_000;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (performance.now() > deadlineMs) throw new Error(`Still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, json };
}

/** Asserts a refusal that is a problem document with one of these statuses and never a failure. */
export function expectProblem(answer: Answer, ...statuses: number[]): void {
  const { status, headers, text, json } = answer;
  expect(statuses, `${status}: ${text.slice(0, 300)}`).toContain(status);
  expect(headers.get("content-type")).toContain("application/problem+json");
  expect(json["status"]).toBe(status);
  expect(typeof json["title"]).toBe("string");
  expect(text).not.toMatch(/\bat .*\.(js|ts):\d+/);
}

export interface Message {
  id: string;
  role: string;
  state: string;
  text: string;
  turnId?: string;
  charge: null | {
    chargedPt: string;
    chargedMicroPt: string;
    transactionId: string | null;
    tokens: Required<Tokens> | null;
    estimated: boolean;
  };
  failure?: { slug: string; detail: string } | null;
}

export interface Transcript {
  items: Message[];
  activeTurnId: string | null;
}

export interface LedgerDump {
  entries: {
    id: string;
    seq: number;
    transactionId: string;
    kind: string;
    atMs: number;
    side: string;
    amountMicroPt: string;
    grantId: string | null;
    holdId: string | null;
  }[];
  holds: { id: string; status: string; amountMicroPt: string; expiresAtMs: number }[];
  grants: { id: string; kind: string; availableMicroPt: string; heldMicroPt: string }[];
}

export interface Folded {
  balanceMicroPt: bigint;
  heldMicroPt: bigint;
  /** Whole PT of all settles, those that were written off included. */
  settledPt: number;
  writtenOffPt: number;
  openHolds: string[];
  /** Number of transactions of each kind. */
  kinds: Record<string, number>;
}

const CUSTOMER_SIDES = new Set(["available", "held"]);
const MICRO = 1_000_000n;

/** Folds entries from empty, knowing nothing of how the product does it. */
export function foldLedger(dump: LedgerDump): Folded {
  const perTransaction = new Map<string, bigint>();
  const kindOf = new Map<string, string>();
  const buckets = new Map<string, bigint>();
  const sides = new Map<string, bigint>();
  let chargedMicroPt = 0n;
  let lastSeq = 0;
  let lastTransaction = "";
  let lastAtMs = 0;
  const checkTransaction = () => {
    expect(perTransaction.get(lastTransaction) ?? 0n, `${lastTransaction} sums to zero`).toBe(0n);
    for (const [bucket, amount] of buckets) {
      expect(amount >= 0n, `${bucket} is ${amount} after ${lastTransaction}`).toBe(true);
    }
  };
  for (const entry of dump.entries) {
    expect(entry.seq).toBeGreaterThan(lastSeq);
    lastSeq = entry.seq;
    if (entry.transactionId !== lastTransaction) {
      expect(perTransaction.has(entry.transactionId), "a transaction is in one piece").toBe(false);
      checkTransaction();
      expect(entry.atMs, "time rises").toBeGreaterThanOrEqual(lastAtMs);
      lastTransaction = entry.transactionId;
      lastAtMs = entry.atMs;
    }
    const amount = BigInt(entry.amountMicroPt);
    kindOf.set(entry.transactionId, entry.kind);
    perTransaction.set(
      entry.transactionId,
      (perTransaction.get(entry.transactionId) ?? 0n) + amount,
    );
    sides.set(entry.side, (sides.get(entry.side) ?? 0n) + amount);
    if (entry.kind === "settle" && entry.side === "platform:revenue") chargedMicroPt += amount;
    if (CUSTOMER_SIDES.has(entry.side)) {
      const bucket = `${entry.side} of ${entry.grantId}`;
      buckets.set(bucket, (buckets.get(bucket) ?? 0n) + amount);
    }
  }
  checkTransaction();
  expect([...sides.values()].reduce((sum, amount) => sum + amount, 0n)).toBe(0n);
  for (const grant of dump.grants) {
    expect(grant.availableMicroPt).toBe(String(buckets.get(`available of ${grant.id}`) ?? 0n));
    expect(grant.heldMicroPt).toBe(String(buckets.get(`held of ${grant.id}`) ?? 0n));
  }
  const kinds: Record<string, number> = {};
  for (const kind of kindOf.values()) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const heldMicroPt = sides.get("held") ?? 0n;
  return {
    balanceMicroPt: (sides.get("available") ?? 0n) + heldMicroPt,
    heldMicroPt,
    settledPt: Number(chargedMicroPt / MICRO),
    writtenOffPt: Number(-(sides.get("platform:writeoff") ?? 0n) / MICRO),
    openHolds: dump.holds.filter(({ status }) => status === "open").map(({ id }) => id),
    kinds,
  };
}

/** What a fake provider noted of the calls for one model. */
export interface NotedCall {
  model: string;
  receivedAtMs: number;
  finishedAtMs: number | null;
  disconnectedAtMs: number | null;
  emittedTokens: number;
  billedInputTokens: number;
  billedOutputTokens: number;
}

export async function callsOf(fakeUrl: string, model: string): Promise<NotedCall[]> {
  const calls = await (await fetch(`${fakeUrl}/__requests`)).json<NotedCall[]>();
  return calls.filter((call) => call.model === model);
}

/** What an answer sets, as the next request's Cookie header. */
export function cookiesOf(answer: Pick<Answer, "headers">): string {
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
}

import type { FakeCall } from "./fake-server.ts";

/** Tokens as a provider bills them, by disjoint class. */
export interface BilledTokens {
  input: number;
  cachedRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  output: number;
}

/** Use of a model at some moment. */
export interface BilledUse extends BilledTokens {
  atMs: number;
  model: string;
  requests: number;
}

/** How the reports of one admin key shall behave. What is left out is the good behaviour. */
export interface ReportScript {
  /** Use beside what the server answered. `day` as 2026-11-21, counted at noon. */
  uses?: (Partial<BilledTokens> & { day: string; model: string; requests?: number })[];
  /** Reports only `uses`, nothing that the server answered. */
  ownOnly?: boolean;
  /** Use younger than this is not in the reports yet. */
  delayMs?: number;
  /** Days that the reports leave out, as if they had never been. */
  missingDays?: string[];
  /** Adds to (or takes from) what the reports say of a model on a day. */
  drifts?: (Partial<BilledTokens> & { day: string; model: string })[];
  /** Refuses the next `times` calls (for ever when left out) with a status. */
  error?: { status: number; times?: number; retryAfterSeconds?: number };
  /** `loop` gives the same next page for ever, `no-next` promises one and names none. */
  broken?: "loop" | "no-next" | "not-json" | "wrong-shape" | "day-twice" | "negative";
  /** Buckets on a page at the most, whatever was asked. */
  pageBuckets?: number;
  /** Dollars per million tokens of each class; one set for all models. */
  usdPerMillion?: Partial<Record<"input" | "cachedRead" | "cacheWrite" | "output", number>>;
  /** How far the provider's clock is ahead of ours when it reports. */
  clockOffsetMs?: number;
  /** How far it was ahead when it answered. */
  answeredOffsetMs?: number;
}

export interface Bucket {
  startMs: number;
  endMs: number;
  /** By model, in its order of names. */
  uses: BilledUse[];
}

const DAY_MS = 86_400_000;
export const bucketWidths: Readonly<
  Record<string, { ms: number; byDefault: number; max: number }>
> = {
  "1m": { ms: 60_000, byDefault: 60, max: 1_440 },
  "1h": { ms: 3_600_000, byDefault: 24, max: 168 },
  "1d": { ms: DAY_MS, byDefault: 7, max: 31 },
};

const tokenNames = ["input", "cachedRead", "cacheWrite5m", "cacheWrite1h", "output"] as const;

/** What an organisation used: the books behind a fake provider's reports, one per admin key. */
export class UsageBook {
  readonly #calls: () => readonly FakeCall[];
  readonly #toUse: (call: FakeCall) => BilledUse | undefined;
  readonly #scripts = new Map<string, ReportScript>();

  constructor(calls: () => readonly FakeCall[], toUse: (call: FakeCall) => BilledUse | undefined) {
    this.#calls = calls;
    this.#toUse = toUse;
  }

  /** Adds to the script of an admin key; with `reset` it begins anew. */
  script(adminKey: string, script: ReportScript, reset = false): void {
    const before = reset ? {} : (this.#scripts.get(adminKey) ?? {});
    this.#scripts.set(adminKey, { ...before, ...script });
  }

  reset(): void {
    this.#scripts.clear();
  }

  of(adminKey: string): ReportScript {
    return this.#scripts.get(adminKey) ?? {};
  }

  /** Takes one of the refusals that the script still has; undefined when it has none. */
  takeError(adminKey: string): ReportScript["error"] {
    const { error } = this.of(adminKey);
    if (error === undefined) return undefined;
    if (error.times !== undefined) {
      error.times -= 1;
      if (error.times <= 0) delete this.of(adminKey).error;
    }
    return error;
  }

  /** The buckets from one time up to another, empty ones too. */
  buckets(adminKey: string, startMs: number, endMs: number, widthMs: number): Bucket[] {
    const script = this.of(adminKey);
    const now = Date.now() + (script.clockOffsetMs ?? 0);
    const uses = this.#uses(script).filter(({ atMs }) => atMs <= now - (script.delayMs ?? 0));
    const buckets: Bucket[] = [];
    const first = Math.floor(startMs / widthMs) * widthMs;
    for (let at = first; at < Math.min(endMs, now); at += widthMs) {
      if (script.missingDays?.includes(dayOf(at)) === true) continue;
      const inside = uses.filter(({ atMs }) => atMs >= at && atMs < at + widthMs);
      buckets.push({ startMs: at, endMs: at + widthMs, uses: sumByModel(inside) });
    }
    return buckets;
  }

  #uses(script: ReportScript): BilledUse[] {
    const answered =
      script.ownOnly === true ? [] : this.#calls().flatMap((call) => this.#toUse(call) ?? []);
    const shifted = answered.map((use) =>
      Object.assign(use, { atMs: use.atMs + (script.answeredOffsetMs ?? 0) }),
    );
    return [...shifted, ...[...(script.uses ?? []), ...(script.drifts ?? [])].map(atNoon)];
  }
}

function atNoon({
  day,
  model,
  requests = 0,
  ...tokens
}: Partial<BilledTokens> & { day: string; model: string; requests?: number }): BilledUse {
  const none = { input: 0, cachedRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 };
  return { ...none, ...tokens, model, requests, atMs: Date.parse(`${day}T12:00:00Z`) };
}

function sumByModel(uses: readonly BilledUse[]): BilledUse[] {
  const sums = new Map<string, BilledUse>();
  for (const use of uses) {
    const sum = sums.get(use.model);
    if (sum === undefined) {
      sums.set(use.model, { ...use });
      continue;
    }
    sum.requests += use.requests;
    for (const name of tokenNames) sum[name] += use[name];
  }
  return [...sums.values()].toSorted((one, other) => (one.model < other.model ? -1 : 1));
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

const listPrices = { input: 1, cachedRead: 0.1, cacheWrite: 1.25, output: 5 };

/** What a class of tokens costs, in dollars. */
export function dollarsOf(
  script: ReportScript,
  name: keyof typeof listPrices,
  tokens: number,
): number {
  const price = script.usdPerMillion?.[name] ?? listPrices[name];
  return (price * tokens) / 1_000_000;
}

/** Buckets on this page, and where the next begins; null on the last. */
export function pageOf(
  script: ReportScript,
  buckets: readonly Bucket[],
  { page, limit }: { page: string | null; limit: number },
): { shown: Bucket[]; nextPage: string | null } {
  const from = page === null ? 0 : Number(Buffer.from(page, "base64url").toString());
  const size = Math.min(limit, script.pageBuckets ?? limit);
  const shown = buckets.slice(from, from + size);
  if (script.broken === "day-twice" && shown[0] !== undefined) shown.push(shown[0]);
  const next = from + size;
  if (script.broken === "loop") return { shown: shown.slice(0, 0), nextPage: "bG9vcA" };
  const nextPage = next < buckets.length ? Buffer.from(String(next)).toString("base64url") : null;
  return { shown, nextPage };
}

import { DurableObject } from "cloudflare:workers";
import { MINUTE_MS } from "#core/time";
import { clockNow } from "#platform/clock";
import { type Attempt, type BackoffRule, decideAttempt, type Failures } from "./backoff.ts";
import {
  addToWindow,
  checkWindow,
  emptyWindow,
  type LimitRule,
  pruneWindow,
  type Window,
} from "./window.ts";

export interface AdmitRequest {
  /** Units of every rule that this request uses; 1 when absent, 0 only asks. */
  cost?: number;
  rules: LimitRule[];
}

/** The rule named is the one that refused, or of those that admitted the one with least room. */
export type Admission = {
  rule: string;
  limit: number;
  windowMs: number;
  remaining: number;
  resetAtMs: number;
  /** Rises whenever what others may have cached about this subject is void. */
  epoch: number;
} & ({ ok: true } | { ok: false; retryAfterMs: number });

/** Counters of windows longer than this survive a restart; shorter ones are not worth a write. */
const KEPT_WINDOW_MS = 10 * MINUTE_MS;

/** Counts requests and failed tries of one subject: a user with their keys, a visitor, an address. */
export class LimiterObject extends DurableObject<Env> {
  #windows = new Map<string, Window>();
  #failures = new Map<string, Failures>();
  #epoch = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { sql } = ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS windows (name TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID");
    sql.exec("CREATE TABLE IF NOT EXISTS epochs (id INTEGER PRIMARY KEY, epoch INTEGER)");
    sql.exec(
      "CREATE TABLE IF NOT EXISTS failures (name TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID",
    );
    for (const row of sql.exec<{ name: string; body: string }>("SELECT * FROM failures")) {
      this.#failures.set(row.name, JSON.parse(row.body) as Failures);
    }
    for (const row of sql.exec<{ name: string; body: string }>("SELECT * FROM windows")) {
      this.#windows.set(row.name, JSON.parse(row.body) as Window);
    }
    for (const row of sql.exec<{ epoch: number }>("SELECT epoch FROM epochs")) {
      this.#epoch = row.epoch;
    }
  }

  /** Counts the request against all rules, or, if one of them refuses, against none. */
  admit({ cost = 1, rules }: AdmitRequest): Admission {
    const nowMs = clockNow();
    this.#dropEmpty(nowMs);
    const checks = rules.map((rule) => {
      const window = this.#windows.get(rule.name) ?? emptyWindow(rule.windowMs);
      const sized =
        window.windowMs === rule.windowMs ? window : { ...window, windowMs: rule.windowMs };
      const check = checkWindow(sized, rule, cost, nowMs);
      return { rule, window: sized, check };
    });
    const refused = checks.find(({ check }) => !check.fits);
    if (refused === undefined && cost > 0) {
      for (const { rule, window } of checks) this.#keep(rule, addToWindow(window, cost, nowMs));
    }
    const [tightest] = checks.toSorted((a, b) => a.check.remaining - b.check.remaining);
    const shown = refused ?? tightest;
    const answer = {
      rule: shown?.rule.name ?? "",
      limit: shown?.rule.limit ?? 0,
      windowMs: shown?.rule.windowMs ?? 0,
      resetAtMs: shown?.check.resetAtMs ?? nowMs,
      epoch: this.#epoch,
    };
    if (refused !== undefined) {
      const retryAfterMs = Math.max(1, refused.check.fitsAtMs - nowMs);
      return { ...answer, ok: false, remaining: refused.check.remaining, retryAfterMs };
    }
    const left = Math.max(0, (shown?.check.remaining ?? 0) - cost);
    const resetAtMs = cost > 0 ? nowMs + answer.windowMs : answer.resetAtMs;
    return { ...answer, ok: true, remaining: left, resetAtMs };
  }

  /**
   * Asks to try something that may fail, and counts it as failed until `settle` says otherwise, so
   * that tries at the same time cannot slip through together.
   */
  attempt(rule: BackoffRule): Attempt {
    const { attempt, after } = decideAttempt(rule, this.#failures.get(rule.name), clockNow());
    if (attempt.ok) this.#remember(rule.name, after);
    return attempt;
  }

  /** A try did not fail: `all` forgets the failures before it too, `one` only itself. */
  settle(name: string, forgets: "all" | "one"): void {
    const known = this.#failures.get(name);
    if (known === undefined) return;
    const count = forgets === "all" ? 0 : known.count - 1;
    if (count > 0) return this.#remember(name, { ...known, count });
    this.#failures.delete(name);
    this.ctx.storage.sql.exec("DELETE FROM failures WHERE name = ?", name);
  }

  /** Voids what others cached about the subject; they learn it with their next `admit`. */
  bumpEpoch(): number {
    this.#epoch += 1;
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO epochs VALUES (1, ?)", this.#epoch);
    return this.#epoch;
  }

  #remember(name: string, failures: Failures): void {
    this.#failures.set(name, failures);
    const body = JSON.stringify(failures);
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO failures VALUES (?, ?)", name, body);
  }

  #keep(rule: LimitRule, window: Window): void {
    this.#windows.set(rule.name, window);
    if (rule.windowMs < KEPT_WINDOW_MS) return;
    const body = JSON.stringify(window);
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO windows VALUES (?, ?)", rule.name, body);
  }

  #dropEmpty(nowMs: number): void {
    for (const [name, window] of this.#windows) {
      const pruned = pruneWindow(window, nowMs);
      if (pruned.slices.length > 0) {
        this.#windows.set(name, pruned);
        continue;
      }
      this.#windows.delete(name);
      if (window.windowMs >= KEPT_WINDOW_MS) {
        this.ctx.storage.sql.exec("DELETE FROM windows WHERE name = ?", name);
      }
    }
  }
}

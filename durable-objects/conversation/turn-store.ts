import type { TurnId } from "#core/ids";
import type { Sql } from "./sql.ts";
import type { Turn, TurnClosing, TurnHold, TurnPhase, TurnPlan } from "./turn.ts";
import type { TurnOutcome } from "./documents.ts";

interface TurnRow extends Record<string, SqlStorageValue> {
  id: string;
  client_id: string | null;
  fingerprint: string;
  phase: string;
  attempt: number;
  stop_requested: number;
  plan: string;
  hold: string | null;
  closing: string | null;
  outcome: string | null;
  created_at_ms: number;
  ended_at_ms: number | null;
  ended_seq: number | null;
}

/** The turns of one object in SQLite. Its callers bring the transaction. */
export class TurnStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  find(id: TurnId): Turn | undefined {
    const [row] = this.#sql.exec<TurnRow>("SELECT * FROM turns WHERE id = ?", id).toArray();
    return row === undefined ? undefined : toTurn(row);
  }

  findByClientId(clientId: string): Turn | undefined {
    const [row] = this.#sql
      .exec<TurnRow>("SELECT * FROM turns WHERE client_id = ?", clientId)
      .toArray();
    return row === undefined ? undefined : toTurn(row);
  }

  /** Turns that are not over, oldest first. */
  open(): Turn[] {
    return this.#sql
      .exec<TurnRow>("SELECT * FROM turns WHERE phase <> 'ended' ORDER BY id")
      .toArray()
      .map(toTurn);
  }

  insert(turn: Turn): void {
    this.#sql.exec(
      "INSERT INTO turns (id, client_id, fingerprint, phase, attempt, stop_requested, plan, created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      turn.id,
      turn.clientId,
      turn.fingerprint,
      turn.phase,
      turn.attempt,
      turn.stopRequested ? 1 : 0,
      JSON.stringify(turn.plan),
      turn.createdAtMs,
    );
  }

  /** Writes everything that changes in a turn's life. */
  update(turn: Turn): void {
    this.#sql.exec(
      "UPDATE turns SET phase = ?, attempt = ?, stop_requested = ?, plan = ?, hold = ?, closing = ?, outcome = ?, ended_at_ms = ?, ended_seq = ? WHERE id = ?",
      turn.phase,
      turn.attempt,
      turn.stopRequested ? 1 : 0,
      JSON.stringify(turn.plan),
      toJson(turn.hold),
      toJson(turn.closing),
      toJson(turn.outcome),
      turn.endedAtMs,
      turn.endedSeq,
      turn.id,
    );
  }

  /** Lets go of the client id of a turn that came to nothing, so that the same send can be tried again. */
  abandon(turn: Turn): void {
    turn.phase = "abandoned";
    turn.clientId = null;
    this.#sql.exec("UPDATE turns SET phase = 'abandoned', client_id = NULL WHERE id = ?", turn.id);
  }

  delete(id: TurnId): void {
    this.#sql.exec("DELETE FROM turns WHERE id = ?", id);
  }

  /** Whether there are turns that are over, and since when the oldest is. */
  oldestEndedAtMs(): number | null {
    const [row] = this.#sql
      .exec<{ at: number | null }>("SELECT min(ended_at_ms) AS at FROM turns WHERE phase = 'ended'")
      .toArray();
    return row?.at ?? null;
  }

  /** Forgets turns that ended before a time, at most `limit`; answers their ids. */
  purge(endedBeforeMs: number, limit: number): TurnId[] {
    return this.#sql
      .exec<{ id: string }>(
        "DELETE FROM turns WHERE id IN (SELECT id FROM turns WHERE phase = 'ended' AND ended_at_ms < ? LIMIT ?) RETURNING id",
        endedBeforeMs,
        limit,
      )
      .toArray()
      .map((row) => row.id as TurnId);
  }
}

function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function fromJson(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}

function toTurn(row: TurnRow): Turn {
  return {
    id: row.id as TurnId,
    clientId: row.client_id,
    fingerprint: row.fingerprint,
    phase: row.phase as TurnPhase,
    attempt: row.attempt,
    stopRequested: row.stop_requested === 1,
    plan: JSON.parse(row.plan) as TurnPlan,
    hold: fromJson(row.hold) as TurnHold | null,
    closing: fromJson(row.closing) as TurnClosing | null,
    outcome: fromJson(row.outcome) as TurnOutcome | null,
    createdAtMs: row.created_at_ms,
    endedAtMs: row.ended_at_ms,
    endedSeq: row.ended_seq,
  };
}

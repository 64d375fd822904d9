import { DurableObject } from "cloudflare:workers";
import type { AlarmedBinding } from "./client.ts";

export interface DueAlarm {
  binding: AlarmedBinding;
  name: string;
  dueAtMs: number;
}

/**
 * Remembers which object wants to be woken when, so that shifting the test bench's clock can wake
 * those that have become due. It is never written outside the test bench.
 */
export class AlarmsObject extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS alarms (binding TEXT, name TEXT, due_at_ms INTEGER, PRIMARY KEY (binding, name)) WITHOUT ROWID",
    );
  }

  note(binding: AlarmedBinding, name: string, dueAtMs: number | null): void {
    const { sql } = this.ctx.storage;
    if (dueAtMs === null) {
      sql.exec("DELETE FROM alarms WHERE binding = ? AND name = ?", binding, name);
      return;
    }
    sql.exec("INSERT OR REPLACE INTO alarms VALUES (?, ?, ?)", binding, name, dueAtMs);
  }

  /** Those due at `nowMs`, earliest first. They stay noted until the object schedules anew. */
  due(nowMs: number): DueAlarm[] {
    return this.ctx.storage.sql
      .exec<{ binding: AlarmedBinding; name: string; due_at_ms: number }>(
        "SELECT * FROM alarms WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT 1000",
        nowMs,
      )
      .toArray()
      .map((row) => ({ binding: row.binding, name: row.name, dueAtMs: row.due_at_ms }));
  }
}

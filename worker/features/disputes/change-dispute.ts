import { eq, sql } from "drizzle-orm";
import { type Id, newId, type UserId } from "#core/ids";
import { isProblem, Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import type { AuditAction } from "#platform/audit-actions";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch, type Statement } from "#platform/db";
import type { DisputeRow } from "./access.ts";
import type { DisputeState, EventKind, Side } from "./schema.ts";
import { disputeEvents, disputes } from "./tables.ts";

const TRIES_MAX = 5;

export interface NewEvent {
  kind: EventKind;
  side: Side;
  actorId?: UserId;
  text?: string;
  detail?: Record<string, unknown>;
}

export interface DisputeChange {
  set: Partial<Omit<DisputeRow, "id" | "version" | "updatedAtMs">>;
  events: NewEvent[];
  /** What goes into the audit log; the dispute is its target. */
  action: AuditAction;
  detail?: Record<string, unknown>;
  /** Rows that must be written with it: notices, messages, mails. */
  also?: Statement[];
}

/** The row of something that happened, for a batch. */
export function eventRow(
  ctx: Ctx,
  disputeId: Id<"dsp">,
  state: DisputeState,
  { kind, side, actorId, text = "", detail }: NewEvent,
): Statement {
  const atMs = ctx.clock.now();
  return ctx.db.insert(disputeEvents).values({
    id: newId("evt", atMs),
    disputeId,
    kind,
    side,
    actorId: actorId ?? null,
    text,
    detail: detail ?? null,
    state,
    atMs,
  });
}

/**
 * Writes a change of a dispute with everything that goes with it, or nothing: refuses with
 * `conflict` when the dispute has changed since `row` was read.
 */
export async function changeDispute(
  ctx: Ctx,
  row: DisputeRow,
  { set, events, action, detail, also = [] }: DisputeChange,
): Promise<DisputeRow> {
  const columns = { ...set, version: row.version + 1, updatedAtMs: ctx.clock.now() };
  const next = { ...row, ...columns };
  try {
    await runBatch(ctx.db, [
      guardRow(
        ctx.db,
        sql`EXISTS (SELECT 1 FROM disputes WHERE id = ${row.id} AND version = ${row.version})`,
      ),
      ctx.db.update(disputes).set(columns).where(eq(disputes.id, row.id)),
      ...events.map((event) => eventRow(ctx, row.id, next.state, event)),
      auditRow(ctx, action, row.id, { workspaceId: row.workspaceId, ...detail }),
      ...also,
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw changedMeanwhile(cause);
    throw cause;
  }
  return next;
}

export function changedMeanwhile(cause?: unknown): Problem {
  return new Problem("conflict", {
    detail: "The dispute has changed meanwhile; look at it again.",
    cause,
  });
}

/** The refusal to do anything more with a dispute that is over. */
export function disputeOver({ state }: Pick<DisputeRow, "state">): Problem {
  return new Problem("conflict", {
    detail: `The dispute is over: it is "${state}".`,
    extensions: { state },
  });
}

/** Refuses with `conflict` when the dispute is not what the caller looked at. */
export function requireVersion(row: DisputeRow, version: number | undefined): void {
  if (version !== undefined && version !== row.version) throw changedMeanwhile();
}

/**
 * Does `work` again, at most five times, while it loses against someone else's change: for what is
 * right whatever that change was. `work` reads the dispute itself.
 */
export async function againOnConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (cause) {
      const isLost = isProblem(cause) && cause.slug === "conflict" && cause.cause !== undefined;
      if (!isLost || tries >= TRIES_MAX) throw cause;
    }
  }
}

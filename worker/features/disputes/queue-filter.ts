import { and, eq, gte, inArray, like, lte, or, sql, type SQL } from "drizzle-orm";
import { ptToMicro } from "#core/money";
import { workspaces } from "#features/workspaces/tables";
import { unresolvedStates, waitsFor } from "./machine.ts";
import type { DisputeState, QueueInput } from "./schema.ts";
import { disputes } from "./tables.ts";

const operatorStates = unresolvedStates.filter((state) => waitsFor(state) === "operator");

/** LIKE without ESCAPE takes `%` and `_` as wildcards; one of them stands for any character here. */
function containing(text: string): string {
  return `%${text.replace(/[%_]/g, "_")}%`;
}

function ofState(state: DisputeState | "unresolved" | undefined): SQL | undefined {
  if (state === undefined) return undefined;
  return state === "unresolved"
    ? inArray(disputes.state, unresolvedStates)
    : eq(disputes.state, state);
}

/** Disputes in which the operator should have acted by `nowMs`. */
export function overdueAt(nowMs: number): SQL | undefined {
  return and(inArray(disputes.state, operatorStates), lte(disputes.dueAtMs, nowMs));
}

/** What of the queue's filter becomes a condition; it joins `workspaces`. */
export function queueFilter(
  filter: Omit<QueueInput, "cursor" | "limit" | "sort">,
  nowMs: number,
): SQL | undefined {
  const { state, overdue, reason, minPt, maxPt, workspace, text = "" } = filter;
  return and(
    ofState(state),
    overdue === true ? overdueAt(nowMs) : undefined,
    reason === undefined ? undefined : eq(disputes.reason, reason),
    minPt === undefined ? undefined : gte(disputes.disputedMicroPt, ptToMicro(minPt)),
    maxPt === undefined ? undefined : lte(disputes.disputedMicroPt, ptToMicro(maxPt)),
    workspace === undefined
      ? undefined
      : or(eq(sql`${workspaces.id}`, workspace), eq(workspaces.slug, workspace)),
    text === ""
      ? undefined
      : or(
          eq(sql`${disputes.id}`, text),
          eq(disputes.transactionId, text),
          eq(disputes.chargeId, text),
          like(disputes.comment, containing(text)),
          like(disputes.model, containing(text)),
          like(workspaces.name, containing(text)),
        ),
  );
}

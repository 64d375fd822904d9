import type { UserId } from "#core/ids";
import type { DisputeRow } from "./access.ts";
import { isOverdue, waitsFor } from "./machine.ts";
import type {
  AttachmentView,
  DecisionView,
  DisputeEventView,
  DisputeSummary,
  DisputeView,
} from "./schema.ts";
import type { disputeAttachments, disputeEvents } from "./tables.ts";

type EventRow = typeof disputeEvents.$inferSelect;
type AttachmentRow = typeof disputeAttachments.$inferSelect;

export function toSummary(row: DisputeRow, nowMs: number): DisputeSummary {
  return {
    id: row.id,
    state: row.state,
    reason: row.reason,
    model: row.model,
    transactionId: row.transactionId,
    conversationId: row.conversationId,
    disputedMicroPt: row.disputedMicroPt,
    returnedMicroPt: row.returnedMicroPt,
    chargedAtMs: row.chargedAtMs,
    createdAtMs: row.createdAtMs,
    updatedAtMs: row.updatedAtMs,
    waitsFor: waitsFor(row.state),
    dueAtMs: row.dueAtMs,
    overdue: isOverdue(row, nowMs),
  };
}

/** The decision once it is made; a proposal is none yet. */
function toDecision(row: DisputeRow): DecisionView | null {
  const { outcome, state, decidedAtMs } = row;
  if (outcome === null || decidedAtMs === null || state !== outcome) return null;
  return {
    outcome,
    comment: row.decisionComment ?? "",
    atMs: decidedAtMs,
    effect: row.effect,
    effectMicroPt: row.effectMicroPt ?? 0,
    expiredAgainMicroPt: row.expiredAgainMicroPt ?? 0,
    pending: row.effectState === "pending",
    transactionId: row.returnTransactionId,
    grantId: row.returnGrantId,
  };
}

export function toAttachment(row: AttachmentRow): AttachmentView {
  const { id, name, contentType, byteSize, side, createdAtMs } = row;
  return { id, name, contentType, byteSize, side, createdAtMs };
}

export function toEvent(row: EventRow, actorName: string | null): DisputeEventView {
  const { id, kind, side, text, detail, state, atMs } = row;
  return { id, kind, side, actorName, text, detail, state, atMs };
}

export interface Whole {
  row: DisputeRow;
  events: EventRow[];
  attachments: AttachmentRow[];
  /** Names of the people in it. */
  names: ReadonlyMap<UserId, string>;
}

/** The whole dispute; `nameOf` says which names the reader sees. */
export function toDisputeView(
  { row, events, attachments, names }: Whole,
  nowMs: number,
  nameOf: (event: EventRow) => string | null,
): DisputeView {
  return {
    ...toSummary(row, nowMs),
    version: row.version,
    comment: row.comment,
    sharesContent: row.sharesContent,
    chargeId: row.chargeId,
    turnId: row.turnId,
    openedByName: names.get(row.openedBy) ?? null,
    evidence: row.evidence,
    decision: toDecision(row),
    events: events.map((event) => toEvent(event, nameOf(event))),
    attachments: attachments.map(toAttachment),
  };
}

import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { AccountId, Id, UserId, WorkspaceId } from "#core/ids";
import { workspaces } from "#features/workspaces/tables";
import type { DisputeEvidence } from "./evidence.ts";
import type {
  AttachmentType,
  DisputeReason,
  DisputeState,
  Effect,
  EventKind,
  Outcome,
  Side,
} from "./schema.ts";

/** Where the effect of a decision on the ledger stands; null before one that has any. */
export type EffectState = "pending" | "done";

/** Disputes of a charge; each charge can be disputed once. A row is changed only by its version. */
export const disputes = sqliteTable(
  "disputes",
  {
    id: text("id").$type<Id<"dsp">>().primaryKey(),
    version: integer("version").notNull(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    accountId: text("account_id").$type<AccountId>().notNull(),
    chargeId: text("charge_id").notNull(),
    /** The ledger's transaction that made the charge. */
    transactionId: text("transaction_id").notNull(),
    conversationId: text("conversation_id"),
    turnId: text("turn_id").notNull(),
    model: text("model").notNull(),
    openedBy: text("opened_by").$type<UserId>().notNull(),
    reason: text("reason").$type<DisputeReason>().notNull(),
    comment: text("comment").notNull(),
    sharesContent: integer("shares_content", { mode: "boolean" }).notNull(),
    /** What was paid and not given back when the dispute was opened. */
    disputedMicroPt: integer("disputed_micro_pt").notNull(),
    chargedAtMs: integer("charged_at_ms").notNull(),
    state: text("state").$type<DisputeState>().notNull(),
    /** When whoever's turn it is must have acted; null when it is over. */
    dueAtMs: integer("due_at_ms"),
    /** When the operator was first late. Stays, for the statistics. */
    overdueAtMs: integer("overdue_at_ms"),
    /** When the operator first asked or decided. */
    firstAnswerAtMs: integer("first_answer_at_ms"),
    evidence: text("evidence", { mode: "json" }).$type<DisputeEvidence>(),
    /** When evidence was last asked for; the sweep asks again for what got stuck. */
    evidenceAskedAtMs: integer("evidence_asked_at_ms").notNull(),
    outcome: text("outcome").$type<Outcome>(),
    decisionComment: text("decision_comment"),
    decidedBy: text("decided_by").$type<UserId>(),
    decidedAtMs: integer("decided_at_ms"),
    /** Who approved what `decidedBy` proposed. */
    secondBy: text("second_by").$type<UserId>(),
    effect: text("effect").$type<Effect>(),
    /** What the decision gives back; the ledger's command carries exactly this. */
    effectMicroPt: integer("effect_micro_pt"),
    effectState: text("effect_state").$type<EffectState>(),
    /** What the ledger gave back, with its transaction and the grant that it made anew, if any. */
    returnedMicroPt: integer("returned_micro_pt"),
    /** What of it belonged to grants that have expired since, and so expired again. */
    expiredAgainMicroPt: integer("expired_again_micro_pt"),
    returnTransactionId: text("return_transaction_id"),
    returnGrantId: text("return_grant_id"),
    resolvedAtMs: integer("resolved_at_ms"),
    createdAtMs: integer("created_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
  },
  (table) => [
    uniqueIndex("disputes_by_charge").on(table.chargeId),
    index("disputes_by_workspace").on(table.workspaceId, table.createdAtMs, table.id),
    index("disputes_by_state").on(table.state, table.dueAtMs, table.id),
    index("disputes_by_creation").on(table.createdAtMs, table.id),
    index("disputes_by_effect").on(table.effectState, table.decidedAtMs),
  ],
);

/** Everything that happened in a dispute, in order. Append-only. */
export const disputeEvents = sqliteTable(
  "dispute_events",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").$type<Id<"evt">>().notNull().unique(),
    disputeId: text("dispute_id")
      .$type<Id<"dsp">>()
      .notNull()
      .references(() => disputes.id),
    kind: text("kind").$type<EventKind>().notNull(),
    side: text("side").$type<Side>().notNull(),
    actorId: text("actor_id").$type<UserId>(),
    /** What was written; empty where nothing was. */
    text: text("text").notNull(),
    detail: text("detail", { mode: "json" }).$type<Record<string, unknown>>(),
    /** The state afterwards. */
    state: text("state").$type<DisputeState>().notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (table) => [index("dispute_events_by_dispute").on(table.disputeId, table.seq)],
);

/** Files that either side put to a dispute; their bytes lie in the bucket. */
export const disputeAttachments = sqliteTable(
  "dispute_attachments",
  {
    id: text("id").$type<Id<"att">>().primaryKey(),
    disputeId: text("dispute_id")
      .$type<Id<"dsp">>()
      .notNull()
      .references(() => disputes.id),
    name: text("name").notNull(),
    contentType: text("content_type").$type<AttachmentType>().notNull(),
    byteSize: integer("byte_size").notNull(),
    sha256: text("sha256").notNull(),
    side: text("side").$type<Side>().notNull(),
    addedBy: text("added_by").$type<UserId>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (table) => [uniqueIndex("dispute_attachments_once").on(table.disputeId, table.sha256)],
);

import type { DisputeEvidence, Suggestion } from "./evidence.ts";
import type {
  AttachmentType,
  DisputeReason,
  DisputeState,
  Effect,
  EventKind,
  Outcome,
  Side,
} from "./schema.ts";

/** A dispute in a list. Amounts are micro-PT. */
export interface DisputeSummary {
  id: string;
  state: DisputeState;
  reason: DisputeReason;
  model: string;
  transactionId: string;
  conversationId: string | null;
  /** What was paid and not given back when it was opened. */
  disputedMicroPt: number;
  /** What the decision gave back; null until it did. */
  returnedMicroPt: number | null;
  chargedAtMs: number;
  createdAtMs: number;
  updatedAtMs: number;
  waitsFor: "operator" | "user" | null;
  dueAtMs: number | null;
  /** True when the operator should have acted by now. */
  overdue: boolean;
}

export interface DisputeEventView {
  id: string;
  kind: EventKind;
  side: Side;
  /** Null for the system, and for operators where the disputing side looks. */
  actorName: string | null;
  text: string;
  detail: Record<string, unknown> | null;
  state: DisputeState;
  atMs: number;
}

export interface AttachmentView {
  id: string;
  name: string;
  contentType: AttachmentType;
  byteSize: number;
  side: Side;
  createdAtMs: number;
}

/** Why a charge cannot be disputed. */
export type OpeningRefusal = "nothing-paid" | "returned" | "too-old" | "too-many";

/** A charge as it stands before someone disputes it. */
export interface DisputableView {
  transactionId: string;
  chargeId: string;
  model: string;
  chargedAtMs: number;
  paidMicroPt: number;
  leftMicroPt: number;
  estimated: boolean;
  conversationId: string | null;
  refusal: OpeningRefusal | null;
  /** The dispute that it has already. */
  dispute: DisputeSummary | null;
}

/** How a dispute was decided. */
export interface DecisionView {
  outcome: Outcome;
  comment: string;
  atMs: number;
  /** Null when nothing is given back. */
  effect: Effect | null;
  effectMicroPt: number;
  /** What of it had belonged to grants that have expired since, and so expired again. */
  expiredAgainMicroPt: number;
  /** True while the ledger has not given it back yet. */
  pending: boolean;
  /** The ledger's transaction that gave it back. */
  transactionId: string | null;
  /** The grant that was made anew because the consumed ones had expired. */
  grantId: string | null;
}

/** A dispute as the side that opened it sees it. */
export interface DisputeView extends DisputeSummary {
  version: number;
  comment: string;
  sharesContent: boolean;
  chargeId: string;
  turnId: string;
  openedByName: string | null;
  evidence: DisputeEvidence | null;
  decision: DecisionView | null;
  events: DisputeEventView[];
  attachments: AttachmentView[];
}

export interface OperatorSummary extends DisputeSummary {
  workspaceId: string;
  workspaceName: string;
  workspaceSlug: string;
  openedByName: string | null;
}

/** A decision that waits for a second operator. */
export interface ProposalView {
  outcome: Outcome;
  comment: string;
  effect: Effect | null;
  effectMicroPt: number;
  byName: string | null;
  atMs: number;
  /** True for the one who looks: they cannot approve what they proposed. */
  mine: boolean;
}

/** A dispute as an operator sees it. */
export interface OperatorDisputeView extends DisputeView {
  workspaceId: string;
  workspaceName: string;
  workspaceSlug: string;
  plan: string;
  openedByEmail: string | null;
  suggestion: Suggestion | null;
  proposal: ProposalView | null;
  decidedByName: string | null;
  secondByName: string | null;
}

/** How disputes have gone. */
export interface DisputeStatistics {
  days: number | null;
  total: number;
  byState: { state: DisputeState; count: number }[];
  byReason: { reason: DisputeReason; count: number }[];
  byModel: { model: string; count: number; disputedMicroPt: number; returnedMicroPt: number }[];
  disputedMicroPt: number;
  returnedMicroPt: number;
  /** Approved, wholly or in part, of those decided, 0 to 100; null before the first decision. */
  approvalPercent: number | null;
  /** From opening to decision; null before the first decision. */
  medianDecisionMs: number | null;
  /** Of all, in which the operator was late at some time, 0 to 100; null without disputes. */
  overduePercent: number | null;
}

import { z } from "zod";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import { toApiFacts } from "./api-facts.ts";
import {
  type AttachmentView,
  attachmentTypes,
  type DisputeEventView,
  disputeReasons,
  type DisputeStatistics,
  disputeStates,
  type DisputeSummary,
  type DisputeView,
  effects,
  eventKinds,
  type OperatorDisputeView,
  type OperatorSummary,
  outcomes,
  sides,
} from "./schema.ts";

const Id = z.string().max(64);
const Time = z.iso.datetime().max(40);
const PtText = z
  .string()
  .max(40)
  .regex(/^-?\d+(\.\d{1,6})?$/);
const MicroPtText = z
  .string()
  .max(40)
  .regex(/^-?\d+$/);
const Name = z.string().max(200).nullable();
const Words = z.string().max(8_000);
const Count = z.int().min(0);

export const DisputeSummaryDocument = z
  .object({
    id: Id,
    state: z.enum(disputeStates),
    reason: z.enum(disputeReasons),
    model: z.string().max(120),
    transactionId: Id.meta({ description: "The ledger's transaction that made the charge" }),
    conversationId: Id.nullable(),
    disputedPt: PtText.meta({ description: "Paid and not given back when it was opened" }),
    disputedMicroPt: MicroPtText,
    returnedPt: PtText.nullable().meta({ description: "What the decision gave back" }),
    returnedMicroPt: MicroPtText.nullable(),
    chargedAt: Time,
    createdAt: Time,
    updatedAt: Time,
    waitsFor: z.enum(["operator", "user"]).nullable(),
    dueAt: Time.nullable().meta({ description: "When whoever it waits for must have acted" }),
    overdue: z.boolean().meta({ description: "The operator should have acted by now" }),
  })
  .meta({ id: "DisputeSummary" });

export const AttachmentDocument = z
  .object({
    id: Id,
    name: z.string().max(200),
    contentType: z.enum(attachmentTypes).meta({ description: "By the file's own bytes" }),
    byteSize: Count,
    side: z.enum(sides),
    createdAt: Time,
    url: z.string().max(300).meta({ description: "Where it is downloaded" }),
  })
  .meta({ id: "DisputeAttachment" });

const EventDocument = z
  .object({
    id: Id,
    kind: z.enum(eventKinds),
    side: z.enum(sides),
    actorName: Name,
    text: Words,
    detail: z.looseObject({}).nullable(),
    state: z.enum(disputeStates).meta({ description: "The state afterwards" }),
    at: Time,
  })
  .meta({ id: "DisputeEvent" });

const piece = (description: string) =>
  z
    .looseObject({
      found: z.boolean(),
      why: z.enum(["not-kept", "deleted", "not-reported", "unreachable"]).optional(),
    })
    .meta({ description: `${description}; without it \`found\` is false and \`why\` says why` });

const EvidenceDocument = z
  .looseObject({
    gatheredAt: Time,
    charge: z.looseObject({
      chargeId: Id,
      transactionId: Id,
      paidMicroPt: MicroPtText,
      leftPt: PtText.meta({ description: "Paid and not given back: the most that can be" }),
      leftMicroPt: MicroPtText,
      estimated: z.boolean(),
    }),
    usage: piece("The tokens of the charge, and the provider's own report"),
    pricing: piece("The version of the rate card that was pinned, and its prices"),
    recomputed: piece("The charge worked out anew from the raw report and the prices"),
    hold: z.looseObject({ holdId: Id }),
    stream: piece("How the answer came in: started, first text, ended, pieces"),
    turn: piece("How the turn ended"),
    provider: piece("Who answered, with the provider's own id of the answer"),
    others: z.looseObject({ sameTurn: z.array(z.looseObject({})).max(10_000), searched: Count }),
    question: piece("Length and SHA-256 of the question, its words when they are shared"),
    answer: piece("Length and SHA-256 of the answer, its words when they are shared"),
    grants: z.array(z.looseObject({ grantId: Id, expired: z.boolean() })).max(10_000),
  })
  .meta({ id: "DisputeEvidence" });

export const DisputeDocument = DisputeSummaryDocument.extend({
  version: Count.meta({ description: "Rises with every change" }),
  comment: Words,
  sharesContent: z.boolean(),
  chargeId: Id,
  turnId: z.string().max(200),
  openedByName: Name,
  evidence: EvidenceDocument.nullable().meta({ description: "Null until it was gathered" }),
  decision: z
    .object({
      outcome: z.enum(outcomes),
      comment: Words,
      at: Time,
      effect: z.enum(effects).nullable(),
      effectPt: PtText,
      effectMicroPt: MicroPtText,
      expiredAgainPt: PtText.meta({
        description: "Of it: what belonged to grants that have expired since, and expired again",
      }),
      expiredAgainMicroPt: MicroPtText,
      pending: z.boolean().meta({ description: "The ledger has not given it back yet" }),
      transactionId: Id.nullable(),
      grantId: Id.nullable().meta({ description: "The grant made anew for 30 days, if any" }),
    })
    .nullable(),
  events: z.array(EventDocument).max(1_000),
  attachments: z.array(AttachmentDocument).max(100),
}).meta({ id: "Dispute" });

const Workspace = z.object({
  id: Id,
  name: z.string().max(200),
  slug: z.string().max(80),
});

export const CaseSummaryDocument = DisputeSummaryDocument.extend({
  workspace: Workspace,
  openedByName: Name,
}).meta({ id: "DisputeCaseSummary" });

export const CaseDocument = DisputeDocument.extend({
  workspace: Workspace.extend({ plan: z.string().max(40) }),
  openedByEmail: z.string().max(300).nullable(),
  suggestion: z
    .object({
      decision: z.enum(["approve", "partly", "deny", "wait", "look"]),
      reason: z.string().max(40),
      effect: z.enum(effects).nullable(),
      amountPt: PtText,
      amountMicroPt: MicroPtText,
    })
    .nullable()
    .meta({ description: "What the evidence suggests; it never happens by itself" }),
  proposal: z
    .object({
      outcome: z.enum(outcomes),
      comment: Words,
      effect: z.enum(effects).nullable(),
      effectPt: PtText,
      effectMicroPt: MicroPtText,
      byName: Name,
      at: Time,
      mine: z.boolean(),
    })
    .nullable()
    .meta({ description: "An approval that waits for a second operator" }),
  decidedByName: Name,
  secondByName: Name,
}).meta({ id: "DisputeCase" });

const Percent = z.number().min(0).max(100).nullable();

export const StatisticsDocument = z
  .object({
    days: Count.nullable(),
    total: Count,
    byState: z.array(z.object({ state: z.enum(disputeStates), count: Count })).max(20),
    byReason: z.array(z.object({ reason: z.enum(disputeReasons), count: Count })).max(20),
    byModel: z
      .array(
        z.object({
          model: z.string().max(120),
          count: Count,
          disputedPt: PtText,
          disputedMicroPt: MicroPtText,
          returnedPt: PtText,
          returnedMicroPt: MicroPtText,
        }),
      )
      .max(50),
    disputedPt: PtText,
    disputedMicroPt: MicroPtText,
    returnedPt: PtText,
    returnedMicroPt: MicroPtText,
    approvalPercent: Percent.meta({ description: "Approved, wholly or in part, of those decided" }),
    medianDecisionMs: Count.nullable().meta({ description: "From opening to decision" }),
    overduePercent: Percent.meta({ description: "Of all, in which the operator was late once" }),
  })
  .meta({ id: "DisputeStatistics" });

function orNull<T, U>(value: T | null, convert: (value: T) => U): U | null {
  return value === null ? null : convert(value);
}

export function toSummaryDocument(view: DisputeSummary): z.infer<typeof DisputeSummaryDocument> {
  return {
    id: view.id,
    state: view.state,
    reason: view.reason,
    model: view.model,
    transactionId: view.transactionId,
    conversationId: view.conversationId,
    disputedPt: microToPt(view.disputedMicroPt),
    disputedMicroPt: String(view.disputedMicroPt),
    returnedPt: orNull(view.returnedMicroPt, microToPt),
    returnedMicroPt: orNull(view.returnedMicroPt, String),
    chargedAt: toIso(view.chargedAtMs),
    createdAt: toIso(view.createdAtMs),
    updatedAt: toIso(view.updatedAtMs),
    waitsFor: view.waitsFor,
    dueAt: orNull(view.dueAtMs, toIso),
    overdue: view.overdue,
  };
}

export function toAttachmentDocument(
  disputeId: string,
  { createdAtMs, ...view }: AttachmentView,
): z.infer<typeof AttachmentDocument> {
  const url = `/api/v1/disputes/${disputeId}/attachments/${view.id}`;
  return { ...view, createdAt: toIso(createdAtMs), url };
}

function toEventDocument({ atMs, detail, ...view }: DisputeEventView) {
  const facts = detail === null ? null : (toApiFacts(detail) as Record<string, unknown>);
  return { ...view, detail: facts, at: toIso(atMs) };
}

export function toDisputeDocument(view: DisputeView): z.infer<typeof DisputeDocument> {
  const { decision, evidence } = view;
  return {
    ...toSummaryDocument(view),
    version: view.version,
    comment: view.comment,
    sharesContent: view.sharesContent,
    chargeId: view.chargeId,
    turnId: view.turnId,
    openedByName: view.openedByName,
    evidence: evidence === null ? null : EvidenceDocument.parse(toApiFacts(evidence)),
    decision: orNull(decision, ({ atMs, effectMicroPt, expiredAgainMicroPt, ...rest }) => ({
      ...rest,
      at: toIso(atMs),
      effectPt: microToPt(effectMicroPt),
      effectMicroPt: String(effectMicroPt),
      expiredAgainPt: microToPt(expiredAgainMicroPt),
      expiredAgainMicroPt: String(expiredAgainMicroPt),
    })),
    events: view.events.map(toEventDocument),
    attachments: view.attachments.map((one) => toAttachmentDocument(view.id, one)),
  };
}

export function toCaseSummaryDocument(view: OperatorSummary): z.infer<typeof CaseSummaryDocument> {
  const { workspaceId: id, workspaceName: name, workspaceSlug: slug, openedByName } = view;
  return { ...toSummaryDocument(view), workspace: { id, name, slug }, openedByName };
}

export function toCaseDocument(view: OperatorDisputeView): z.infer<typeof CaseDocument> {
  const { workspaceId: id, workspaceName: name, workspaceSlug: slug, plan } = view;
  const { suggestion, proposal } = view;
  return {
    ...toDisputeDocument(view),
    workspace: { id, name, slug, plan },
    openedByEmail: view.openedByEmail,
    suggestion: orNull(suggestion, ({ amountMicroPt, ...rest }) => ({
      ...rest,
      amountPt: microToPt(amountMicroPt),
      amountMicroPt: String(amountMicroPt),
    })),
    proposal: orNull(proposal, ({ atMs, effectMicroPt, ...rest }) => ({
      ...rest,
      at: toIso(atMs),
      effectPt: microToPt(effectMicroPt),
      effectMicroPt: String(effectMicroPt),
    })),
    decidedByName: view.decidedByName,
    secondByName: view.secondByName,
  };
}

export function toStatisticsDocument(view: DisputeStatistics): z.infer<typeof StatisticsDocument> {
  return StatisticsDocument.parse(toApiFacts(view));
}

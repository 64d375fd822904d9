import { z } from "zod";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import { isoOrNull, PaidMoney } from "./documents.ts";
import {
  type ChargebackView,
  type EvidencePack,
  refundReasons,
  type RefundView,
} from "./schema.ts";

const Time = z.iso.datetime().max(40);
const Pt = z.string().max(40);
const Id = z.string().max(100);

export const RefundDocument = z
  .object({
    id: Id,
    paymentId: Id,
    amount: PaidMoney,
    state: z.enum(["pending", "succeeded", "failed"]),
    reason: z.enum(refundReasons),
    failure: z.string().max(200).nullable(),
    createdAt: Time,
  })
  .meta({ id: "Refund" });

export function toRefundDocument(view: RefundView): z.infer<typeof RefundDocument> {
  const { id, paymentIntentId, amountMinor, currency, state, reason, failure } = view;
  return {
    id,
    paymentId: paymentIntentId,
    amount: { amountMinor, currency },
    state,
    reason,
    failure,
    createdAt: toIso(view.createdAtMs),
  };
}

export const ChargebackDocument = z
  .object({
    id: Id,
    workspaceId: Id,
    paymentId: Id,
    chargeId: Id,
    amount: PaidMoney,
    reason: z.string().max(100),
    status: z.string().max(60),
    openedAt: Time,
    dueAt: Time.nullable().meta({ description: "The bank takes evidence until then" }),
    withdrawn: z.boolean(),
    reinstated: z.boolean(),
    takenPt: Pt,
    takenMicroPt: Pt,
    evidenceBuiltAt: Time.nullable(),
    evidenceSubmittedAt: Time.nullable(),
  })
  .meta({ id: "Chargeback" });

export function toChargebackDocument(view: ChargebackView): z.infer<typeof ChargebackDocument> {
  return {
    id: view.id,
    workspaceId: view.workspaceId,
    paymentId: view.paymentIntentId,
    chargeId: view.chargeId,
    amount: { amountMinor: view.amountMinor, currency: view.currency },
    reason: view.reason,
    status: view.status,
    openedAt: toIso(view.openedAtMs),
    dueAt: isoOrNull(view.dueAtMs),
    withdrawn: view.withdrawn,
    reinstated: view.reinstated,
    takenPt: microToPt(view.takenMicroPt),
    takenMicroPt: String(view.takenMicroPt),
    evidenceBuiltAt: isoOrNull(view.evidenceBuiltAtMs),
    evidenceSubmittedAt: isoOrNull(view.evidenceSubmittedAtMs),
  };
}

export const EvidenceDocument = z
  .object({
    chargebackId: Id,
    builtAt: Time,
    fields: z.record(z.string().max(100), z.string().max(20_000)),
    text: z.string().max(1_000_000),
    facts: z.record(z.string().max(100), z.unknown()),
  })
  .meta({ id: "Evidence" });

export function toEvidenceDocument(pack: EvidencePack): z.infer<typeof EvidenceDocument> {
  const { builtAtMs, ...rest } = pack;
  return { ...rest, builtAt: toIso(builtAtMs) };
}

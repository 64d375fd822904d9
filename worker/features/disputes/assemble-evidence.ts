import { pricesMicro } from "#features/models";
import type { RateCard } from "#features/models/schema";
import type { RecordedText, TurnRecord } from "#objects/conversation";
import type { GrantDocument } from "#objects/ledger";
import type {
  DisputeEvidence,
  GrantEvidence,
  Missing,
  Piece,
  PricingEvidence,
  ProviderEvidence,
  RecomputedEvidence,
  StreamEvidence,
  TextEvidence,
  TurnEvidence,
  UsageEvidence,
} from "./evidence.ts";
import { type FoundCharge, leftOf } from "./find-charge.ts";
import { readUsage, type SettledUsage } from "./read-usage.ts";
import { recompute } from "./recount.ts";
import type { Around } from "./search-around.ts";

/** What was read about a charge, before it is put together. */
export interface EvidenceFacts {
  found: FoundCharge;
  around: Around;
  /** The turn as the conversation keeps it, or why there is no record. */
  record: TurnRecord | Missing;
  card: RateCard | undefined;
  grants: GrantDocument[];
  nowMs: number;
}

type Model = RateCard["models"][number];
type PricedModel = Model & Required<Pick<Model, "ptPer1k">>;

function missing(why: Missing): { found: false; why: Missing } {
  return { found: false, why };
}

function usageOf({ found, around }: EvidenceFacts): Piece<UsageEvidence> {
  const trued = around.trueUp === undefined ? null : readUsage(around.trueUp);
  const usage = trued ?? readUsage(found.settle);
  if (usage === null) return missing("not-kept");
  return {
    found: true,
    tokens: usage.classes,
    raw: usage.raw,
    complete: usage.complete,
    truedUp: trued !== null,
    estimatedClasses: usage.estimated,
    issue: usage.issue,
  };
}

function modelOf({ found, card }: EvidenceFacts): Model | undefined {
  return card?.models.find(({ id }) => id === found.purpose.model);
}

function isPriced(model: Model | undefined): model is PricedModel {
  return model?.ptPer1k !== undefined;
}

function pricingOf(facts: EvidenceFacts): Piece<PricingEvidence> {
  const { card } = facts;
  const model = modelOf(facts);
  if (card === undefined || !isPriced(model)) return missing("not-kept");
  const { version: rateCardVersion, publishedAtMs } = card;
  return { found: true, model: model.id, rateCardVersion, publishedAtMs, ptPer1k: model.ptPer1k };
}

/** A charge that was trued up without its figures cannot be worked out anew. */
function recomputedOf(
  { found, around }: EvidenceFacts,
  usage: Piece<UsageEvidence>,
  pricing: Piece<PricingEvidence>,
): Piece<RecomputedEvidence> {
  if (!usage.found || !pricing.found) return missing("not-kept");
  if (around.trueUp !== undefined && !usage.truedUp) return missing("not-kept");
  const { tokens: classes, raw, complete } = usage;
  const prices = pricesMicro({ id: pricing.model, ptPer1k: pricing.ptPer1k });
  const { chargeMicroPt } = found.charge;
  return { found: true, ...recompute(chargeMicroPt, prices, { classes, raw, complete }) };
}

function streamOf(log: SettledUsage["log"]): Piece<StreamEvidence> {
  if (log === null) return missing("not-kept");
  const { providerAnswerId: _, startedAtMs, endedAtMs, ...rest } = log;
  const durationMs = startedAtMs === null ? null : endedAtMs - startedAtMs;
  return { found: true, startedAtMs, endedAtMs, durationMs, ...rest };
}

function providerOf(facts: EvidenceFacts, log: SettledUsage["log"]): Piece<ProviderEvidence> {
  const { record } = facts;
  const model = typeof record === "string" ? modelOf(facts) : record;
  if (model === undefined) return missing("not-kept");
  const id = log?.providerAnswerId ?? null;
  const why = log === null ? "not-kept" : "not-reported";
  return {
    found: true,
    provider: model.provider,
    upstreamModel: model.upstreamModel,
    answerId: id === null ? missing(why) : { found: true, id },
  };
}

function turnOf(record: EvidenceFacts["record"]): Piece<TurnEvidence> {
  if (typeof record === "string") return missing(record);
  const { turnId, state, finishReason, stopRequested } = record;
  const { createdAtMs, endedAtMs, estimatedInputTokens } = record;
  return {
    found: true,
    turnId,
    state,
    finishReason,
    stopRequested,
    createdAtMs,
    endedAtMs,
    estimatedInputTokens,
  };
}

function textOf(
  record: EvidenceFacts["record"],
  pick: (record: TurnRecord) => RecordedText | null,
): Piece<TextEvidence> {
  if (typeof record === "string") return missing(record);
  const recorded = pick(record);
  if (recorded === null) return missing("not-kept");
  const { messageId, characters, sha256, text } = recorded;
  return { found: true, messageId, characters, sha256, text };
}

function grantsOf({ found, grants, nowMs }: EvidenceFacts): GrantEvidence[] {
  const taken = new Map<string, number>();
  for (const { side, grantId, amountMicroPt } of found.settle.entries) {
    if (grantId === null || (side !== "available" && side !== "held")) continue;
    taken.set(grantId, (taken.get(grantId) ?? 0) - amountMicroPt);
  }
  return [...taken].flatMap(([grantId, amountMicroPt]) => {
    if (amountMicroPt <= 0) return [];
    const { kind = null, expiresAtMs = null } = grants.find(({ id }) => id === grantId) ?? {};
    const expired = expiresAtMs !== null && expiresAtMs <= nowMs;
    return [{ grantId, kind, amountMicroPt, expiresAtMs, expired }];
  });
}

/** Puts together what was read; what is not there is said to be not there. */
export function assembleEvidence(facts: EvidenceFacts): DisputeEvidence {
  const { found, around, record, nowMs } = facts;
  const { charge, hold, settle } = found;
  const usage = usageOf(facts);
  const pricing = pricingOf(facts);
  const kept = readUsage(settle)?.log ?? null;
  const log = kept ?? (typeof record === "string" ? null : record.log);
  return {
    gatheredAtMs: nowMs,
    charge: {
      chargeId: charge.id,
      transactionId: settle.id,
      atMs: charge.atMs,
      chargeMicroPt: charge.chargeMicroPt,
      paidMicroPt: charge.paidMicroPt,
      writtenOffMicroPt: charge.writtenOffMicroPt,
      returnedMicroPt: charge.returnedMicroPt,
      leftMicroPt: leftOf(charge),
      estimated: charge.estimated,
      late: charge.late,
    },
    usage,
    pricing,
    recomputed: recomputedOf(facts, usage, pricing),
    hold: {
      holdId: hold.id,
      amountMicroPt: hold.amountMicroPt,
      heldAtMs: hold.atMs,
      expiresAtMs: hold.expiresAtMs,
      settledAtMs: charge.atMs,
    },
    stream: streamOf(log),
    turn: turnOf(record),
    provider: providerOf(facts, log),
    others: around.others,
    question: textOf(record, ({ question }) => question),
    answer: textOf(record, ({ answer }) => answer),
    grants: grantsOf(facts),
  };
}

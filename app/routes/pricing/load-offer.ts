import type { ctxOf } from "#app/context.ts";
import { listModels, pricesMicro } from "#features/models";
import { type ModelView, plans as planOrder } from "#features/models/schema";
import { isOpenForSale, listPacks, listPlans } from "#features/plans";
import {
  isFreeOfCharge,
  type Pack,
  PACK_LIFE_MONTHS,
  type PlanVersion,
  priceOf,
} from "#features/plans/schema";
import { answerPt, answersFor } from "./answers.ts";
import type { Choice } from "./choice.ts";

type Ctx = ReturnType<typeof ctxOf>;

const MODELS_SHOWN = 6;

export interface OfferedPlan {
  plan: string;
  name: string;
  isFree: boolean;
  /** Of the interval looked at. */
  amountMinor: number;
  /** What a year costs less than twelve months. */
  savedMinor: number;
  ptPerMonth: number;
  ptAtOnce: number;
  hasAdvanced: boolean;
  advancedShareCapPercent: number | null;
  seatsIncluded: number;
  seatsMax: number;
  seatAmountMinor: number | undefined;
  seatPt: number;
  requestsPerMinute: number;
  storageBytes: number;
  trialDays: number;
  trialPt: number;
}

export interface OfferedModel {
  name: string;
  class: ModelView["class"];
  ptPerAnswer: number;
  /** About how many answers a month of each plan pays for; null where the plan lacks the model. */
  answers: (number | null)[];
}

export interface OfferedPack {
  id: string;
  pt: number;
  amountMinor: number;
}

export interface Offer {
  plans: OfferedPlan[];
  models: OfferedModel[];
  packs: OfferedPack[];
  packLifeMonths: number;
  isOpenForSale: boolean;
}

const MONTHS = { month: 1, year: 12 } as const;

function isOpenTo(version: PlanVersion, model: Pick<ModelView, "minPlan" | "class">): boolean {
  const rank = (plan: string) => planOrder.findIndex((one) => one === plan);
  const ranked = model.minPlan === undefined || rank(version.plan) >= rank(model.minPlan);
  return ranked && version.modelClasses.includes(model.class);
}

function toPlan(version: PlanVersion, models: ModelView[], choice: Choice): OfferedPlan {
  const { interval, currency } = choice;
  const amount = (of: "month" | "year") => priceOf(version.prices, of, currency) ?? 0;
  return {
    plan: version.plan,
    name: version.name,
    isFree: isFreeOfCharge(version),
    amountMinor: amount(interval),
    savedMinor: Math.max(0, amount("month") * 12 - amount("year")),
    ptPerMonth: version.ptPerPeriod,
    ptAtOnce: version.ptPerPeriod * MONTHS[interval],
    hasAdvanced: models.some((model) => model.class === "advanced" && isOpenTo(version, model)),
    advancedShareCapPercent: version.advancedShareCapPercent,
    seatsIncluded: version.seatsIncluded,
    seatsMax: version.seatsMax,
    seatAmountMinor: priceOf(version.seatPrices, interval, currency),
    seatPt: version.ptPerSeat * MONTHS[interval],
    requestsPerMinute: version.requestsPerMinute,
    storageBytes: version.storageBytes,
    trialDays: version.trialDays,
    trialPt: version.trialPt,
  };
}

/** The PT of a month that a plan may spend on models of that class. */
function spendablePt(version: PlanVersion, model: Pick<ModelView, "class">): number {
  const share = model.class === "advanced" ? (version.advancedShareCapPercent ?? 100) : 100;
  return Math.floor((version.ptPerPeriod * share) / 100);
}

function toModel(model: ModelView, versions: PlanVersion[]): OfferedModel {
  const ptPerAnswer = answerPt(pricesMicro(model));
  return {
    name: model.name,
    class: model.class,
    ptPerAnswer,
    answers: versions.map((version) =>
      isOpenTo(version, model) ? answersFor(spendablePt(version, model), ptPerAnswer) : null,
    ),
  };
}

function toPack({ id, pt, prices }: Pack, { currency }: Choice): OfferedPack {
  const amountMinor = prices.find((one) => one.currency === currency)?.amountMinor ?? 0;
  return { id, pt, amountMinor };
}

/** Everything that the page shows, from what is on offer and from the rate card in force. */
export async function loadOffer(ctx: Ctx, choice: Choice): Promise<Offer> {
  const [versions, packs, card] = await Promise.all([
    listPlans(ctx),
    listPacks(ctx),
    listModels(ctx),
  ]);
  const models = card.filter((model) => model.connected && model.ptPer1k !== undefined);
  return {
    plans: versions.map((version) => toPlan(version, models, choice)),
    models: models.slice(0, MODELS_SHOWN).map((model) => toModel(model, versions)),
    packs: packs.map((pack) => toPack(pack, choice)),
    packLifeMonths: PACK_LIFE_MONTHS,
    isOpenForSale: isOpenForSale(ctx),
  };
}

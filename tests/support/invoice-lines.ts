import { DAY_MS } from "#core/time";
import {
  type ChainInvoice,
  decideLineGrants,
  type GrantLine,
  type PriceTerms,
} from "../../worker/features/payments/decide-line-grants.ts";

/** A period of thirty days, and plans of it. Amounts of PT are those that are shipped. */
export const START = Date.UTC(2026, 10, 1);
export const END = START + 30 * DAY_MS;
export const YEAR_END = START + 365 * DAY_MS;
export const PT = 1_000_000;

/** What a price brings in a month; ten PT cost a cent. */
export function terms(microPtPerPeriod: number, more: Partial<PriceTerms> = {}): PriceTerms {
  return {
    item: "plan",
    plan: "pro",
    planVersionId: "plan_1",
    interval: "month",
    microPtPerPeriod,
    trialMicroPt: 0,
    unitAmountMinor: microPtPerPeriod / PT / 10,
    advancedShareCapPercent: null,
    ...more,
  };
}

export const entry = terms(19_000 * PT, { plan: "entry", advancedShareCapPercent: 25 });
export const pro = terms(49_000 * PT);
export const business = terms(159_000 * PT, { plan: "business" });

/** A line for the whole period. */
export function line(of: PriceTerms | null, more: Partial<GrantLine> = {}): GrantLine {
  return {
    id: "il_1",
    terms: of,
    isProration: false,
    isCredit: false,
    isTrial: false,
    quantity: 1,
    amountMinor: of?.unitAmountMinor ?? 500,
    startsAtMs: START,
    endsAtMs: END,
    ...more,
  };
}

/** The invoice that begins the period, paid. */
export function invoice(
  id: string,
  lines: GrantLine[],
  more: Partial<ChainInvoice> = {},
): ChainInvoice {
  return {
    id,
    createdAtMs: START,
    status: "paid",
    isBase: true,
    isFirst: true,
    lines,
    ...more,
  };
}

/** What Stripe bills when a plan is exchanged for another at that time. */
export function change(id: string, atMs: number, from: PriceTerms, to: PriceTerms): ChainInvoice {
  const prorated = { isProration: true, startsAtMs: atMs };
  return invoice(
    id,
    [
      line(from, { id: `${id}-out`, ...prorated, isCredit: true, amountMinor: -1 }),
      line(to, { id: `${id}-in`, ...prorated, amountMinor: 1 }),
    ],
    { createdAtMs: atMs, isBase: false, isFirst: false },
  );
}

/** Looks at the invoices in that order, each deciding on what was decided before. */
export function grantAll(all: ChainInvoice[], order = all.map(({ id }) => id)) {
  const decided = new Map<string, number>();
  const granted = new Map<string, number>();
  for (const id of order) {
    const { grants } = decideLineGrants(all, id, decided);
    const changes = grants.filter(({ isChange }) => isChange);
    decided.set(
      id,
      changes.reduce((sum, { amountMicroPt }) => sum + amountMicroPt, 0),
    );
    for (const { lineId, amountMicroPt } of grants) granted.set(lineId, amountMicroPt);
  }
  return granted;
}

/** The sum of amounts. */
export const sum = (amounts: Iterable<number>) => [...amounts].reduce((all, one) => all + one, 0);

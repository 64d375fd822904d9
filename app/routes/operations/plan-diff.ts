import { formatBytes, formatMoney, formatNumber, formatPercent } from "#app/ui/format.ts";
import type { PlanPrice, PlanTerms } from "#features/plans/schema";
import { m } from "#messages";
import { modelClassName } from "./model-class-name.ts";

export interface TermChange {
  label: string;
  before: string;
  after: string;
}

const NOTHING = "–";

function pricesByLabel(prices: PlanPrice[], what: string): [string, string][] {
  return prices.map(({ interval, currency, amountMinor }) => [
    `${what} · ${interval === "month" ? m.plans_monthly() : m.plans_yearly()} · ${currency.toUpperCase()}`,
    formatMoney(amountMinor, currency),
  ]);
}

/** Every term in words, by its label, in the order of the form. */
function inWords(terms: PlanTerms): Map<string, string> {
  const share = terms.advancedShareCapPercent;
  return new Map([
    [m.plans_field_name(), terms.name],
    [m.plans_field_pt(), formatNumber(terms.ptPerPeriod)],
    [m.plans_field_renews(), terms.renewsFree ? m.plans_yes() : m.plans_no()],
    ...pricesByLabel(terms.prices, m.plans_field_price()),
    [m.plans_field_trial_days(), formatNumber(terms.trialDays)],
    [m.plans_field_trial_pt(), formatNumber(terms.trialPt)],
    [m.plans_field_seats(), formatNumber(terms.seatsIncluded)],
    [m.plans_field_seats_max(), formatNumber(terms.seatsMax)],
    [m.plans_field_seat_pt(), formatNumber(terms.ptPerSeat)],
    ...pricesByLabel(terms.seatPrices, m.plans_field_seat_price()),
    [m.plans_field_classes(), terms.modelClasses.map(modelClassName).join(", ")],
    [m.plans_field_share(), share === null ? m.plans_no_cap() : formatPercent(share)],
    [m.plans_field_rate(), formatNumber(terms.requestsPerMinute)],
    [m.plans_field_storage(), formatBytes(terms.storageBytes)],
  ]);
}

/** What publishing would change, term by term. */
export function diffTerms(before: PlanTerms, after: PlanTerms): TermChange[] {
  const [old, now] = [inWords(before), inWords(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((label) => ({
      label,
      before: old.get(label) ?? NOTHING,
      after: now.get(label) ?? NOTHING,
    }))
    .filter((change) => change.before !== change.after);
}

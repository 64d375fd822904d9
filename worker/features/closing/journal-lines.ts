import { spanOf } from "./months.ts";
import { toIso } from "#core/time";
import type { CloseView } from "./schema.ts";

export const journalColumns = [
  "date",
  "account",
  "currency",
  "debitMinor",
  "creditMinor",
  "text",
] as const;

export type JournalLine = { [name in (typeof journalColumns)[number]]: string | number };

type Posting = [account: string, amountMinor: number, text: string];

function linesOf(date: string, currency: string, postings: readonly Posting[]): JournalLine[] {
  return postings
    .filter(([, amountMinor]) => amountMinor !== 0)
    .map(([account, amountMinor, text]) => ({
      date,
      account,
      currency,
      debitMinor: Math.max(0, amountMinor),
      creditMinor: Math.max(0, 0 - amountMinor),
      text,
    }));
}

/**
 * The month as journal entries on its last day, a debit positive. For each currency debits equal
 * credits: what was sold went from cash into deferred revenue, what was earned out of it into
 * revenue, where breakage is told apart.
 */
export function journalLines(close: Pick<CloseView, "month" | "revenue">): JournalLine[] {
  const { month } = close;
  const date = toIso(spanOf(month).endsAtMs - 1).slice(0, 10);
  return close.revenue.flatMap(({ currency, soldMinor, recognisedMinor, breakageMinor }) =>
    linesOf(date, currency, [
      ["Cash at Stripe", soldMinor, `PT sold in ${month}, less refunds, without tax`],
      ["Deferred revenue", 0 - soldMinor, `PT sold in ${month}, less refunds, without tax`],
      ["Deferred revenue", recognisedMinor, `Earned in ${month}`],
      ["Revenue: usage", breakageMinor - recognisedMinor, `PT used in ${month}`],
      ["Revenue: breakage", 0 - breakageMinor, `PT expired in ${month}`],
    ]),
  );
}

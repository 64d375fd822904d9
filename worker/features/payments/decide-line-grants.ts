import { invariant } from "#core/assert";
import type { Id } from "#core/ids";
import type { Plan } from "#platform/ctx";
import type { InvoiceStatus } from "./schema.ts";

/** What a price stands for: the PT of one unit for one whole interval, and its money. */
export interface PriceTerms {
  item: "plan" | "seat";
  plan: Plan;
  planVersionId: Id<"plan">;
  interval: "month" | "year";
  microPtPerPeriod: number;
  trialMicroPt: number;
  /** In the invoice's currency, its minor unit. */
  unitAmountMinor: number;
  advancedShareCapPercent: number | null;
}

/** A line of an invoice as far as PT are concerned. Times are whole seconds in milliseconds. */
export interface GrantLine {
  id: string;
  /** Null for what is not ours to grant for: it brings nothing. */
  terms: PriceTerms | null;
  isProration: boolean;
  /** A credit gives back the unused time of what an earlier line had charged. */
  isCredit: boolean;
  /** A whole period for nothing, before the first payment. */
  isTrial: boolean;
  quantity: number;
  amountMinor: number;
  startsAtMs: number;
  endsAtMs: number;
}

export interface ChainInvoice {
  id: string;
  createdAtMs: number;
  status: InvoiceStatus;
  /** Begins a period: the first invoice of a subscription, or the one of a renewal. */
  isBase: boolean;
  /** The first of its subscription. */
  isFirst: boolean;
  lines: GrantLine[];
}

export interface LineGrant {
  lineId: string;
  plan: Plan;
  planVersionId: Id<"plan">;
  amountMicroPt: number;
  startsAtMs: number;
  endsAtMs: number;
  periodStartsAtMs: number;
  advancedShareCapPercent: number | null;
  /** True when it comes from a change within a period and not from the period itself. */
  isChange: boolean;
}

export interface LineGrants {
  grants: LineGrant[];
  /** Names the period within which changes are counted together: the invoice that began it. */
  chainId: string;
}

/** An exact fraction; PT are rounded once, at the end. */
interface Fraction {
  over: bigint;
  under: bigint;
}

const NOTHING: Fraction = { over: 0n, under: 1n };

function plus(a: Fraction, b: Fraction): Fraction {
  if (b.over === 0n) return a;
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

function isMore(a: Fraction, b: Fraction): boolean {
  return a.over * b.under > b.over * a.under;
}

/** Of what is never below zero: rounded down. */
function floorOf({ over, under }: Fraction): number {
  return Number(over / under);
}

interface Span {
  startsAtMs: number;
  endsAtMs: number;
  isTrial: boolean;
}

/** The whole periods that lines of the chain are parts of. */
function spansOf(chain: readonly ChainInvoice[]): Span[] {
  return chain.flatMap(({ lines }) =>
    lines.filter((line) => line.terms !== null && !line.isProration && !line.isCredit),
  );
}

function spanAround(spans: readonly Span[], line: GrantLine): Span | undefined {
  return spans
    .filter((span) => span.endsAtMs === line.endsAtMs && span.startsAtMs <= line.startsAtMs)
    .toSorted((a, b) => b.startsAtMs - a.startsAtMs)[0];
}

/**
 * The signed PT of a line: those of its price for its share of the whole period, to the second, as
 * Stripe prorates money. Where the whole period is not known, its share of the price's money.
 */
function worthOf(line: GrantLine, spans: readonly Span[]): Fraction {
  const { terms, quantity, startsAtMs, endsAtMs, isCredit } = line;
  if (terms === null || line.isTrial) return NOTHING;
  const sign = isCredit ? -1n : 1n;
  const whole = sign * BigInt(terms.microPtPerPeriod) * BigInt(quantity);
  if (!line.isProration) return { over: whole, under: 1n };
  const span = spanAround(spans, line);
  if (span?.isTrial === true) return NOTHING;
  if (span !== undefined) {
    const wholeMs = span.endsAtMs - span.startsAtMs;
    if (wholeMs <= 0) return NOTHING;
    return { over: whole * BigInt(endsAtMs - startsAtMs), under: BigInt(wholeMs) };
  }
  const price = BigInt(terms.unitAmountMinor) * BigInt(quantity);
  if (price === 0n) return NOTHING;
  return { over: whole * BigInt(Math.abs(line.amountMinor)), under: price };
}

function byCreation(a: ChainInvoice, b: ChainInvoice): number {
  if (a.createdAtMs !== b.createdAtMs) return a.createdAtMs - b.createdAtMs;
  if (a.isBase !== b.isBase) return a.isBase ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/**
 * The invoices that share a period with this one, in order: the one that began the period, those of
 * changes within it, and the renewal that ends it, which may bill changes as well. The invoice of a
 * renewal is looked at as the end of the period before it.
 */
export function selectChain(all: readonly ChainInvoice[], invoiceId: string): ChainInvoice[] {
  const sorted = all.toSorted(byCreation);
  const at = sorted.findIndex(({ id }) => id === invoiceId);
  invariant(at >= 0, "the invoice is one of its subscription's");
  const before = sorted.slice(0, at).findLastIndex(({ isBase }) => isBase);
  const from = before < 0 ? (sorted[at]?.isBase === true ? at : 0) : before;
  const after = sorted.findIndex(({ isBase }, index) => isBase && index > from);
  return sorted.slice(from, after < 0 ? sorted.length : after + 1);
}

/**
 * True for the invoice that begins the period: what it bills of changes belongs to the period before.
 * The first one of a subscription has none before it.
 */
function isHead(invoice: ChainInvoice, chain: readonly ChainInvoice[]): boolean {
  return invoice === chain[0] && invoice.isBase && !invoice.isFirst;
}

/** Lines that change a running period; those that begin one are not among them. */
function changesOf(invoice: ChainInvoice, chain: readonly ChainInvoice[]): GrantLine[] {
  if (isHead(invoice, chain)) return [];
  return invoice.isBase ? invoice.lines.filter((line) => line.isProration) : invoice.lines;
}

function sumOf(lines: readonly GrantLine[], spans: readonly Span[]): Fraction {
  return lines.reduce((sum, line) => plus(sum, worthOf(line, spans)), NOTHING);
}

/** A credit counts from the moment it is written; what must be paid counts when it is paid. */
function isCounted({ status }: ChainInvoice, worth: Fraction): boolean {
  return status === "paid" || (status === "open" && worth.over < 0n);
}

/**
 * What the changes of this invoice grant: as much as lifts the highest state that the period's
 * changes ever reached above what they have granted. Ups and downs between two states add nothing.
 */
function changeMicroPt(
  chain: readonly ChainInvoice[],
  invoiceId: string,
  decided: ReadonlyMap<string, number>,
): number {
  const spans = spansOf(chain);
  let state = NOTHING;
  let highest = NOTHING;
  let othersMicroPt = 0;
  for (const invoice of chain) {
    if (isHead(invoice, chain)) continue;
    const worth = sumOf(changesOf(invoice, chain), spans);
    const beforeMicroPt = floorOf(highest);
    if (isCounted(invoice, worth)) state = plus(state, worth);
    if (isMore(state, highest)) highest = state;
    const grantedMicroPt = decided.get(invoice.id);
    const isOther = invoice.id !== invoiceId;
    othersMicroPt += grantedMicroPt ?? (isOther ? floorOf(highest) - beforeMicroPt : 0);
  }
  return Math.max(0, floorOf(highest) - othersMicroPt);
}

function periodGrant(invoice: ChainInvoice, line: GrantLine): LineGrant[] {
  const { terms, startsAtMs, endsAtMs } = line;
  if (terms === null || line.isProration || line.isCredit) return [];
  const trialMicroPt = terms.item === "plan" && invoice.isFirst ? terms.trialMicroPt : 0;
  const amountMicroPt = line.isTrial ? trialMicroPt : terms.microPtPerPeriod * line.quantity;
  if (amountMicroPt === 0) return [];
  return [
    { ...grantOf(line, terms), amountMicroPt, startsAtMs, endsAtMs, periodStartsAtMs: startsAtMs },
  ];
}

function grantOf(line: GrantLine, terms: PriceTerms) {
  const { plan, planVersionId, advancedShareCapPercent } = terms;
  return { lineId: line.id, plan, planVersionId, advancedShareCapPercent, isChange: false };
}

/** The line that stands for all changes of an invoice: the one that charges for the most PT. */
function leadOf(lines: readonly GrantLine[], spans: readonly Span[]) {
  const rank = (line: GrantLine) => worthOf(line, spans);
  return lines
    .flatMap((line) =>
      line.terms === null || line.isCredit ? [] : [{ line, terms: line.terms, worth: rank(line) }],
    )
    .filter(({ worth }) => worth.over > 0n)
    .toSorted((a, b) => (isMore(b.worth, a.worth) ? 1 : isMore(a.worth, b.worth) ? -1 : 0))[0];
}

function firstSpan(invoice: ChainInvoice | undefined): Span | undefined {
  return invoice === undefined ? undefined : spansOf([invoice])[0];
}

/**
 * What a paid invoice grants, line by line. A whole period brings its price's PT (a trial the plan's
 * trial PT, once), whatever coupons took off the money. Changes within a period bring the signed sum
 * of their prorated lines, as far as it lifts what the period's changes had brought before
 * (`decided`, by invoice): repeated upgrades and downgrades mint nothing, and the order in which
 * invoices are looked at does not matter. Rounded down to whole micro-PT once per invoice.
 */
export function decideLineGrants(
  all: readonly ChainInvoice[],
  invoiceId: string,
  decided: ReadonlyMap<string, number>,
): LineGrants {
  const chain = selectChain(all, invoiceId);
  const head = chain[0];
  const invoice = chain.find(({ id }) => id === invoiceId);
  invariant(head !== undefined && invoice !== undefined, "a chain holds its invoice");
  if (invoice.status !== "paid") return { grants: [], chainId: head.id };
  const grants = invoice.isBase ? invoice.lines.flatMap((line) => periodGrant(invoice, line)) : [];
  const lead = leadOf(changesOf(invoice, chain), spansOf(chain));
  const amountMicroPt = lead === undefined ? 0 : changeMicroPt(chain, invoiceId, decided);
  if (lead !== undefined && amountMicroPt > 0) {
    const { line, terms } = lead;
    const own = invoice.isBase ? firstSpan(invoice) : undefined;
    grants.push({
      ...grantOf(line, terms),
      amountMicroPt,
      startsAtMs: line.startsAtMs,
      endsAtMs: Math.max(line.endsAtMs, own?.endsAtMs ?? 0),
      periodStartsAtMs: (own ?? firstSpan(head))?.startsAtMs ?? line.startsAtMs,
      isChange: true,
    });
  }
  return { grants, chainId: head.id };
}

import type { AccountId } from "#core/ids";
import type { TokenCounts } from "#core/pricing";
import { dayOf } from "#features/provider-usage";
import type { LedgerFact, SourceFact } from "#objects/ledger";
import type { estimatedCharges, ledgerSources, ledgerUsage } from "./tables.ts";

type UsageRow = typeof ledgerUsage.$inferSelect;
type EstimateRow = Pick<
  typeof estimatedCharges.$inferSelect,
  Exclude<keyof typeof estimatedCharges.$inferSelect, "truedChargeMicroPt" | "truedAtMs">
>;
type SourceRow = typeof ledgerSources.$inferSelect;

/** Whose model it is: the provider and its own name of it. */
export interface Upstream {
  provider: string;
  model: string;
}

/** Finds the upstream of a model by the version of the rate card that was pinned. */
export type FindUpstream = (cardModel: string, rateCardVersion: number) => Upstream;

/** Sources of grants that money stands behind. */
const moneySources: ReadonlySet<string> = new Set(["stripe-invoice-line", "stripe-payment-intent"]);

const noTokens: TokenCounts = { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 };

/** What a provider call used, as the ledger keeps it with a command. */
interface KeptUsage {
  tokens: TokenCounts;
  estimated: readonly string[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function toTokens(value: unknown): TokenCounts {
  if (!isRecord(value)) return noTokens;
  const count = (name: string) => {
    const found = value[name];
    return typeof found === "number" && Number.isSafeInteger(found) && found > 0 ? found : 0;
  };
  return {
    input: count("input"),
    cachedRead: count("cachedRead"),
    cacheWrite: count("cacheWrite"),
    output: count("output"),
  };
}

function toNames(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

/** The usage of a settle. A charge that is flagged as an estimate and says no more is one wholly. */
function usageOfCharge(commandJson: string): KeptUsage {
  const command: unknown = JSON.parse(commandJson);
  if (!isRecord(command)) return { tokens: noTokens, estimated: [] };
  const { usage } = command;
  const named = isRecord(usage) ? toNames(usage["estimated"]) : [];
  const isEstimated = command["estimated"] === true;
  return {
    tokens: toTokens(isRecord(usage) ? usage["classes"] : undefined),
    estimated: isEstimated && named.length === 0 ? ["input", "output"] : isEstimated ? named : [],
  };
}

/** A call that the platform bears itself. */
interface PlatformCall extends KeptUsage {
  cardModel: string;
  rateCardVersion: number;
  startedAtMs: number;
  amountMicroPt: number;
}

function platformCallOf(commandJson: string, atMs: number): PlatformCall | undefined {
  const command: unknown = JSON.parse(commandJson);
  const detail = isRecord(command) ? command["detail"] : undefined;
  if (!isRecord(command) || !isRecord(detail)) return undefined;
  const { model, rateCardVersion, startedAtMs } = detail;
  if (typeof model !== "string" || rateCardVersion === undefined) return undefined;
  return {
    cardModel: model,
    rateCardVersion: Number(rateCardVersion),
    startedAtMs: typeof startedAtMs === "number" ? startedAtMs : atMs,
    amountMicroPt: Number(command["amountMicroPt"]),
    tokens: toTokens(detail["tokens"]),
    estimated: toNames(detail["estimated"]),
  };
}

/** A call of either bearer. */
interface Call extends KeptUsage {
  id: string;
  bearer: "customer" | "platform";
  cardModel: string;
  rateCardVersion: number;
  startedAtMs: number;
  atMs: number;
  amountMicroPt: number;
}

/**
 * Sums what ledgers say, so that it can be written in a few statements whatever the number of
 * charges: exact use by provider, day and model; estimated calls and granting sources one by one.
 */
export class FactFold {
  readonly usage = new Map<string, UsageRow>();
  readonly estimates: EstimateRow[] = [];
  readonly sources = new Map<string, SourceRow>();
  readonly #findUpstream: FindUpstream;

  constructor(findUpstream: FindUpstream) {
    this.#findUpstream = findUpstream;
  }

  add(accountId: AccountId, fact: LedgerFact): void {
    switch (fact.type) {
      case "source":
        return this.#addSource(accountId, fact);
      case "platform": {
        const call = platformCallOf(fact.commandJson, fact.atMs);
        if (call === undefined) return;
        const { transactionId: id, atMs } = fact;
        return this.#addCall(accountId, { ...call, id, atMs, bearer: "platform" });
      }
      case "charge": {
        // What a true-up changed is known: it was decided here.
        if (fact.kind === "true-up") return;
        const { chargeId: id, purpose, atMs, startedAtMs, chargeMicroPt } = fact;
        return this.#addCall(accountId, {
          ...usageOfCharge(fact.commandJson),
          id,
          bearer: "customer",
          cardModel: purpose.model,
          rateCardVersion: Number(purpose.rateCardVersion),
          startedAtMs,
          atMs,
          amountMicroPt: chargeMicroPt,
        });
      }
    }
  }

  #addCall(accountId: AccountId, call: Call): void {
    const { provider, model } = this.#findUpstream(call.cardModel, call.rateCardVersion);
    const day = dayOf(call.atMs);
    const startedEarlier = dayOf(call.startedAtMs) < day;
    if (call.estimated.length === 0) {
      this.#addExact({ provider, model, day }, call, startedEarlier);
      return;
    }
    const { id, bearer, cardModel, rateCardVersion, atMs, tokens } = call;
    this.estimates.push({
      id,
      bearer,
      accountId,
      provider,
      day,
      model,
      cardModel,
      rateCardVersion,
      atMs,
      startedEarlier,
      inputEstimated: call.estimated.some((name) => name !== "output"),
      outputEstimated: call.estimated.includes("output"),
      inputTokens: tokens.input,
      cachedReadTokens: tokens.cachedRead,
      cacheWriteTokens: tokens.cacheWrite,
      outputTokens: tokens.output,
      chargeMicroPt: call.amountMicroPt,
      state: "waiting",
    });
  }

  #addExact(
    place: Upstream & { day: string },
    { tokens, bearer, amountMicroPt }: Call,
    startedEarlier: boolean,
  ): void {
    const key = JSON.stringify([place.provider, place.day, place.model]);
    let sum = this.usage.get(key);
    if (sum === undefined) {
      sum = emptyUsage(place);
      this.usage.set(key, sum);
    }
    sum.calls += 1;
    sum.inputTokens += tokens.input;
    sum.cachedReadTokens += tokens.cachedRead;
    sum.cacheWriteTokens += tokens.cacheWrite;
    sum.outputTokens += tokens.output;
    if (bearer === "customer") sum.chargedMicroPt += amountMicroPt;
    else addOwnWork(sum, tokens, amountMicroPt);
    if (!startedEarlier) return;
    sum.earlierInputTokens += tokens.input;
    sum.earlierCachedReadTokens += tokens.cachedRead;
    sum.earlierCacheWriteTokens += tokens.cacheWrite;
    sum.earlierOutputTokens += tokens.output;
  }

  #addSource(accountId: AccountId, fact: SourceFact): void {
    const { type, id } = fact.source;
    if (!moneySources.has(type)) return;
    const key = JSON.stringify([type, id, accountId]);
    const before = this.sources.get(key);
    this.sources.set(key, {
      type,
      id,
      accountId,
      seq: fact.seq,
      grantedMicroPt: fact.grantedMicroPt,
      clawedMicroPt: fact.clawedMicroPt,
      atMs: before?.atMs ?? fact.atMs,
    });
  }
}

/** Counts a call that the platform bears itself. */
function addOwnWork(sum: UsageRow, tokens: TokenCounts, amountMicroPt: number): void {
  sum.platformMicroPt += amountMicroPt;
  sum.platformInputTokens += tokens.input;
  sum.platformCachedReadTokens += tokens.cachedRead;
  sum.platformCacheWriteTokens += tokens.cacheWrite;
  sum.platformOutputTokens += tokens.output;
}

function emptyUsage({ provider, model, day }: Upstream & { day: string }): UsageRow {
  return {
    provider,
    day,
    model,
    calls: 0,
    inputTokens: 0,
    cachedReadTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    earlierInputTokens: 0,
    earlierCachedReadTokens: 0,
    earlierCacheWriteTokens: 0,
    earlierOutputTokens: 0,
    chargedMicroPt: 0,
    platformMicroPt: 0,
    platformInputTokens: 0,
    platformCachedReadTokens: 0,
    platformCacheWriteTokens: 0,
    platformOutputTokens: 0,
  };
}

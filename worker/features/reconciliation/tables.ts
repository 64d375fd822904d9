import { sql } from "drizzle-orm";
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import type { AccountId, Id } from "#core/ids";
import type {
  DifferingWords,
  DiscrepancyState,
  DiscrepancyType,
  Figures,
  Lane,
  LaneSummary,
  RecordKind,
  RunNote,
  RunState,
  Unit,
} from "./schema.ts";
import type { StageName } from "./stages.ts";

/** Runs of the reconciliation. At most one is unfinished; `version` guards each of its steps. */
export const reconciliationRuns = sqliteTable(
  "reconciliation_runs",
  {
    id: text("id").$type<Id<"rec">>().primaryKey(),
    version: integer("version").notNull(),
    state: text("state").$type<RunState>().notNull(),
    trigger: text("trigger").$type<"night" | "hand">().notNull(),
    requestedBy: text("requested_by").notNull(),
    fromMs: integer("from_ms").notNull(),
    toMs: integer("to_ms").notNull(),
    startedAtMs: integer("started_at_ms").notNull(),
    finishedAtMs: integer("finished_at_ms"),
    stage: text("stage").$type<StageName>().notNull(),
    /** Where the stage goes on; empty at its beginning. */
    after: text("after").notNull(),
    /** Tries of the running step that failed for now. */
    tries: integer("tries").notNull(),
    accounts: integer("accounts").notNull(),
    transactions: integer("transactions").notNull(),
    lanes: text("lanes", { mode: "json" }).$type<Record<Lane, LaneSummary>>().notNull(),
    notes: text("notes", { mode: "json" }).$type<RunNote[]>().notNull(),
    appeared: integer("appeared").notNull(),
    resolved: integer("resolved").notNull(),
    truedUp: integer("trued_up").notNull(),
  },
  (table) => [
    index("reconciliation_runs_by_start").on(table.startedAtMs, table.id),
    uniqueIndex("reconciliation_runs_one_running")
      .on(table.state)
      .where(sql`state = 'running'`),
  ],
);

/** Up to where each account's ledger has been read. */
export const reconciledAccounts = sqliteTable("reconciled_accounts", {
  accountId: text("account_id").$type<AccountId>().primaryKey(),
  seq: integer("seq").notNull(),
});

const tokens = {
  inputTokens: integer("input_tokens").notNull(),
  cachedReadTokens: integer("cached_read_tokens").notNull(),
  cacheWriteTokens: integer("cache_write_tokens").notNull(),
  outputTokens: integer("output_tokens").notNull(),
};

/** Use that the ledgers know exactly, of all accounts, by the day on which it was settled. */
export const ledgerUsage = sqliteTable(
  "ledger_usage",
  {
    provider: text("provider").notNull(),
    day: text("day").notNull(),
    /** The provider's name of the model. */
    model: text("model").notNull(),
    calls: integer("calls").notNull(),
    ...tokens,
    /** Of these, tokens of calls that began on the day before: it may count them there. */
    earlierInputTokens: integer("earlier_input_tokens").notNull(),
    earlierCachedReadTokens: integer("earlier_cached_read_tokens").notNull(),
    earlierCacheWriteTokens: integer("earlier_cache_write_tokens").notNull(),
    earlierOutputTokens: integer("earlier_output_tokens").notNull(),
    chargedMicroPt: integer("charged_micro_pt").notNull(),
    platformMicroPt: integer("platform_micro_pt").notNull(),
    /** Of the tokens, those of the platform's own work. */
    platformInputTokens: integer("platform_input_tokens").notNull().default(0),
    platformCachedReadTokens: integer("platform_cached_read_tokens").notNull().default(0),
    platformCacheWriteTokens: integer("platform_cache_write_tokens").notNull().default(0),
    platformOutputTokens: integer("platform_output_tokens").notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.day, table.model] }),
    index("ledger_usage_by_day").on(table.day),
  ],
);

/** `waiting` for a report, `sharing` out a decided true-up, `trued`. */
export type EstimateState = "waiting" | "sharing" | "trued";

/** Calls whose tokens are wholly or partly estimated. The platform's own take part without paying. */
export const estimatedCharges = sqliteTable(
  "estimated_charges",
  {
    /** The charge; for the platform's own the transaction. */
    id: text("id").primaryKey(),
    bearer: text("bearer").$type<"customer" | "platform">().notNull(),
    accountId: text("account_id").$type<AccountId>().notNull(),
    provider: text("provider").notNull(),
    day: text("day").notNull(),
    model: text("model").notNull(),
    /** The model on the rate card, and the version whose prices are pinned. */
    cardModel: text("card_model").notNull(),
    rateCardVersion: integer("rate_card_version").notNull(),
    atMs: integer("at_ms").notNull(),
    startedEarlier: integer("started_earlier", { mode: "boolean" }).notNull(),
    inputEstimated: integer("input_estimated", { mode: "boolean" }).notNull(),
    outputEstimated: integer("output_estimated", { mode: "boolean" }).notNull(),
    ...tokens,
    chargeMicroPt: integer("charge_micro_pt").notNull(),
    state: text("state").$type<EstimateState>().notNull(),
    truedChargeMicroPt: integer("trued_charge_micro_pt"),
    truedAtMs: integer("trued_at_ms"),
  },
  (table) => [
    index("estimated_charges_by_bucket").on(
      table.provider,
      table.day,
      table.model,
      table.state,
      table.id,
    ),
    index("estimated_charges_by_state").on(table.state, table.day),
  ],
);

/** What a bucket's estimated calls get of the reported tokens: decided once, then applied. */
export const trueUps = sqliteTable(
  "true_ups",
  {
    provider: text("provider").notNull(),
    day: text("day").notNull(),
    model: text("model").notNull(),
    state: text("state").$type<"decided" | "applied" | "refused">().notNull(),
    /** Why it was refused. */
    reason: text("reason"),
    /** The report and the number of estimates it was decided by. */
    reportDigest: text("report_digest").notNull(),
    charges: integer("charges").notNull(),
    /** Tokens to share out, by class, and the estimates they are shared by. */
    shares: text("shares", { mode: "json" }).$type<Figures>().notNull(),
    inputWeight: integer("input_weight").notNull(),
    outputWeight: integer("output_weight").notNull(),
    /** How far it has been applied: the last charge, and the estimates up to there. */
    appliedTo: text("applied_to").notNull(),
    inputBefore: integer("input_before").notNull(),
    outputBefore: integer("output_before").notNull(),
    decidedAtMs: integer("decided_at_ms").notNull(),
    appliedAtMs: integer("applied_at_ms"),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.day, table.model] }),
    index("true_ups_by_state").on(table.state),
  ],
);

/** Grants that money stands behind, as the ledgers had them when they were last read. */
export const ledgerSources = sqliteTable(
  "ledger_sources",
  {
    type: text("type").notNull(),
    id: text("id").notNull(),
    accountId: text("account_id").$type<AccountId>().notNull(),
    seq: integer("seq").notNull(),
    grantedMicroPt: integer("granted_micro_pt").notNull(),
    clawedMicroPt: integer("clawed_micro_pt").notNull(),
    /** The first transaction that was seen of it. */
    atMs: integer("at_ms").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.type, table.id, table.accountId] }),
    index("ledger_sources_by_time").on(table.atMs),
  ],
);

/** Objects that a run has seen at Stripe; gone when the run is over. */
export const reconciliationSeen = sqliteTable(
  "reconciliation_seen",
  {
    runId: text("run_id").$type<Id<"rec">>().notNull(),
    object: text("object").notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.object] })],
);

/** What two books said differently about; one row for each type and object, for ever. */
export const discrepancies = sqliteTable(
  "discrepancies",
  {
    id: text("id").$type<Id<"disc">>().primaryKey(),
    /** SHA-256 of type and object: another run adds nothing. */
    key: text("key").notNull().unique(),
    type: text("type").$type<DiscrepancyType>().notNull(),
    kind: text("kind").$type<RecordKind>().notNull(),
    lane: text("lane").$type<Lane>().notNull(),
    object: text("object").notNull(),
    /** What a fix brings in again; null where nothing can be fixed by it. */
    fixId: text("fix_id"),
    accountId: text("account_id").$type<AccountId>(),
    unit: text("unit").$type<Unit>().notNull(),
    currency: text("currency"),
    expected: text("expected", { mode: "json" }).$type<Figures>(),
    found: text("found", { mode: "json" }).$type<Figures>(),
    differs: integer("differs").notNull(),
    state: text("state").$type<DiscrepancyState>().notNull(),
    ownerId: text("owner_id"),
    note: text("note"),
    firstSeenAtMs: integer("first_seen_at_ms").notNull(),
    lastSeenAtMs: integer("last_seen_at_ms").notNull(),
    lastSeenRunId: text("last_seen_run_id"),
    /** The run that saw it appear, for the first time or again. */
    appearedRunId: text("appeared_run_id"),
    resolvedAtMs: integer("resolved_at_ms"),
    resolvedBy: text("resolved_by"),
    words: text("words", { mode: "json" }).$type<DifferingWords>(),
  },
  (table) => [
    index("discrepancies_by_state").on(table.state, table.firstSeenAtMs, table.id),
    index("discrepancies_by_time").on(table.firstSeenAtMs, table.id),
    index("discrepancies_by_appearance").on(table.appearedRunId),
  ],
);

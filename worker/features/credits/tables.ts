import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { AccountId, Id } from "#core/ids";
import type { AuditCursor } from "#objects/ledger";
import type { Plan } from "#platform/ctx";

/** Where the audit of one long account goes on. */
export interface UnfinishedAudit {
  accountId: AccountId;
  cursor: AuditCursor;
}

/**
 * What the accounts' objects say, for lists and checks. Each row is the state right after the
 * transaction `seq`, which never goes back. The objects are the truth.
 */
export const creditAccounts = sqliteTable("credit_accounts", {
  accountId: text("account_id").$type<AccountId>().primaryKey(),
  /** The last transaction that is part of the row and of the usage days. */
  seq: integer("seq").notNull(),
  balanceMicroPt: integer("balance_micro_pt").notNull(),
  heldMicroPt: integer("held_micro_pt").notNull(),
  headHash: text("head_hash").notNull(),
  atMs: integer("at_ms").notNull(),
  /** Where the chain stood at the last nightly check; it must still be part of the chain. */
  checkedSeq: integer("checked_seq"),
  checkedHash: text("checked_hash"),
  checkedAtMs: integer("checked_at_ms"),
});

/**
 * Usage by day before it named the feature. Nothing reads it; what an earlier release still adds
 * goes on to `usage_daily` by triggers.
 */
export const usageDays = sqliteTable(
  "usage_days",
  {
    accountId: text("account_id").$type<AccountId>().notNull(),
    day: text("day").notNull(),
    model: text("model").notNull(),
    /** Empty when nobody is named. */
    memberId: text("member_id").notNull(),
    apiKeyId: text("api_key_id").notNull(),
    answers: integer("answers").notNull(),
    inputTokens: integer("input_tokens").notNull(),
    cachedReadTokens: integer("cached_read_tokens").notNull(),
    cacheWriteTokens: integer("cache_write_tokens").notNull(),
    outputTokens: integer("output_tokens").notNull(),
    chargedMicroPt: integer("charged_micro_pt").notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.accountId, table.day, table.model, table.memberId, table.apiKeyId],
    }),
  ],
);

/** What was used and charged on a day in UTC. Charges given back later count against their own day. */
export const usageDaily = sqliteTable(
  "usage_daily",
  {
    accountId: text("account_id").$type<AccountId>().notNull(),
    day: text("day").notNull(),
    model: text("model").notNull(),
    /** The part of the product that asked; empty when it is not known. */
    feature: text("feature").notNull(),
    /** Empty when nobody is named. */
    memberId: text("member_id").notNull(),
    apiKeyId: text("api_key_id").notNull(),
    answers: integer("answers").notNull(),
    inputTokens: integer("input_tokens").notNull(),
    cachedReadTokens: integer("cached_read_tokens").notNull(),
    cacheWriteTokens: integer("cache_write_tokens").notNull(),
    outputTokens: integer("output_tokens").notNull(),
    chargedMicroPt: integer("charged_micro_pt").notNull(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.accountId,
        table.day,
        table.model,
        table.feature,
        table.memberId,
        table.apiKeyId,
      ],
    }),
  ],
);

/** Alerts about an account that have been raised, each once a period. */
export const creditAlerts = sqliteTable(
  "credit_alerts",
  {
    accountId: text("account_id").$type<AccountId>().notNull(),
    periodStartsAtMs: integer("period_starts_at_ms").notNull(),
    /** What was reached, for example `usage:80` or `cap:20000000000`. */
    name: text("name").notNull(),
    raisedAtMs: integer("raised_at_ms").notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.periodStartsAtMs, table.name] })],
);

/** Periods of plans: the intent is written first, the grant follows from it, so it happens once. */
export const planPeriods = sqliteTable(
  "plan_periods",
  {
    accountId: text("account_id").$type<AccountId>().notNull(),
    /** The caller's name of what starts the period; the same one never grants twice. */
    key: text("key").notNull(),
    plan: text("plan").$type<Plan>().notNull(),
    /** The version whose terms the period has; null is the plan's first. */
    planVersionId: text("plan_version_id").$type<Id<"plan">>(),
    anchorAtMs: integer("anchor_at_ms").notNull(),
    startsAtMs: integer("starts_at_ms").notNull(),
    endsAtMs: integer("ends_at_ms").notNull(),
    amountMicroPt: integer("amount_micro_pt").notNull(),
    /** Null until the ledger has granted it. */
    grantedAtMs: integer("granted_at_ms"),
    /** Set when the next period of the same plan has been begun. */
    renewedAtMs: integer("renewed_at_ms"),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.key] }),
    index("plan_periods_by_end").on(table.renewedAtMs, table.endsAtMs),
    index("plan_periods_ungranted").on(table.grantedAtMs),
  ],
);

/** Notices of the ledger from before all notices were kept in `notices`. Nothing reads it. */
export const creditNotices = sqliteTable(
  "credit_notices",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").$type<AccountId>().notNull(),
    kind: text("kind").notNull(),
    detail: text("detail", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    atMs: integer("at_ms").notNull(),
    dismissedAtMs: integer("dismissed_at_ms"),
  },
  (table) => [index("credit_notices_by_account").on(table.accountId, table.atMs)],
);

/** Reports of the nightly check of all ledgers. `cursor` is where an unfinished one goes on. */
export const ledgerChecks = sqliteTable(
  "ledger_checks",
  {
    id: text("id").primaryKey(),
    day: text("day").notNull(),
    startedAtMs: integer("started_at_ms").notNull(),
    finishedAtMs: integer("finished_at_ms"),
    cursor: text("cursor").notNull(),
    /** The account after `cursor`, when its audit is longer than one run. */
    auditing: text("auditing", { mode: "json" }).$type<UnfinishedAudit>(),
    accounts: integer("accounts").notNull(),
    transactions: integer("transactions").notNull(),
    failed: integer("failed").notNull(),
    findings: text("findings", { mode: "json" })
      .$type<{ accountId: string; findings: string[] }[]>()
      .notNull(),
  },
  (table) => [index("ledger_checks_by_start").on(table.startedAtMs)],
);

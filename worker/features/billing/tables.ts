import { sql } from "drizzle-orm";
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import type { AccountId, Id, WorkspaceId } from "#core/ids";
import { workspaces } from "#features/workspaces/tables";
import type {
  BillingDetails,
  ChangeIntent,
  Currency,
  IntentKind,
  IntentState,
  Interval,
  PaidPlan,
  RetentionState,
  SubscriptionDiscount,
  SubscriptionStatus,
} from "./schema.ts";

/**
 * Who Stripe knows a workspace as. A row is written before the customer is made; one that was
 * deleted at Stripe keeps its row, and the next one is a new generation.
 */
export const billingCustomers = sqliteTable(
  "billing_customers",
  {
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    generation: integer("generation").notNull(),
    accountId: text("account_id").$type<AccountId>().notNull(),
    /** Null until Stripe has made it. */
    stripeCustomerId: text("stripe_customer_id").unique(),
    /** What the customer was asked for with: a repeat has to say the same. */
    requested: text("requested", { mode: "json" })
      .$type<{ name: string; email: string | null; locale: string }>()
      .notNull(),
    currency: text("currency").$type<Currency>(),
    details: text("details", { mode: "json" }).$type<Omit<BillingDetails, "currency">>(),
    /** Which invoice branding the customer carries; behind the current one it is brought up. */
    brandingVersion: integer("branding_version").notNull().default(0),
    createdAtMs: integer("created_at_ms").notNull(),
    deletedAtMs: integer("deleted_at_ms"),
    version: integer("version").notNull(),
    lastAppliedEventAtMs: integer("last_applied_event_at_ms").notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.generation] }),
    uniqueIndex("billing_customers_living")
      .on(table.workspaceId)
      .where(sql`${table.deletedAtMs} IS NULL`),
    index("billing_customers_by_account").on(table.accountId),
    index("billing_customers_by_branding").on(table.brandingVersion),
  ],
);

/** Stripe's subscriptions, as they were last fetched; `version` guards every write. */
export const subscriptions = sqliteTable(
  "subscriptions",
  {
    /** Stripe's id. */
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    accountId: text("account_id").$type<AccountId>().notNull(),
    stripeCustomerId: text("stripe_customer_id").notNull(),
    plan: text("plan").$type<PaidPlan>().notNull(),
    planVersionId: text("plan_version_id").$type<Id<"plan">>().notNull(),
    interval: text("interval").$type<Interval>().notNull(),
    /** Every seat, those that the plan includes too. */
    seats: integer("seats").notNull(),
    currency: text("currency").$type<Currency>().notNull(),
    /** What a period costs before tax and discounts, in the currency's minor unit. */
    amountMinor: integer("amount_minor").notNull(),
    planItemId: text("plan_item_id").notNull(),
    seatItemId: text("seat_item_id"),
    status: text("status").$type<SubscriptionStatus>().notNull(),
    periodStartsAtMs: integer("period_starts_at_ms").notNull(),
    periodEndsAtMs: integer("period_ends_at_ms").notNull(),
    trialEndsAtMs: integer("trial_ends_at_ms"),
    /** When people were told that the trial is about to end. */
    trialReminderAtMs: integer("trial_reminder_at_ms"),
    cancelAtPeriodEnd: integer("cancel_at_period_end", { mode: "boolean" }).notNull(),
    cancelAtMs: integer("cancel_at_ms"),
    endedAtMs: integer("ended_at_ms"),
    /** Collection is paused until then; periods from `pausedFromMs` on are not paid for. */
    pausedUntilMs: integer("paused_until_ms"),
    pausedFromMs: integer("paused_from_ms"),
    /** Collection goes on, but the running period, which ends then, is not paid for. */
    unpaidToMs: integer("unpaid_to_ms"),
    scheduleId: text("schedule_id"),
    scheduledPlan: text("scheduled_plan").$type<PaidPlan>(),
    scheduledPlanVersionId: text("scheduled_plan_version_id").$type<Id<"plan">>(),
    scheduledInterval: text("scheduled_interval").$type<Interval>(),
    scheduledSeats: integer("scheduled_seats"),
    scheduledAtMs: integer("scheduled_at_ms"),
    discount: text("discount", { mode: "json" }).$type<SubscriptionDiscount>(),
    latestInvoiceId: text("latest_invoice_id"),
    /** Set by dunning: the plan's access is frozen whatever Stripe says, until it is restored. */
    suspendedAtMs: integer("suspended_at_ms"),
    /** Another subscription of the workspace that was there first; this one gives nothing. */
    duplicateOf: text("duplicate_of"),
    createdAtMs: integer("created_at_ms").notNull(),
    version: integer("version").notNull(),
    lastAppliedEventAtMs: integer("last_applied_event_at_ms").notNull().default(0),
    syncedAtMs: integer("synced_at_ms").notNull(),
  },
  (table) => [
    index("subscriptions_by_workspace").on(table.workspaceId, table.createdAtMs),
    index("subscriptions_by_customer").on(table.stripeCustomerId),
    index("subscriptions_by_period_end").on(table.status, table.periodEndsAtMs),
    index("subscriptions_by_plan_version").on(table.planVersionId),
  ],
);

/**
 * What someone asked for, written before Stripe is called, so that a repeat joins it and a crash
 * leaves something to finish. At most one is pending per workspace and kind of work.
 */
export const billingIntents = sqliteTable(
  "billing_intents",
  {
    /** Also the Idempotency-Key of every call that is made for it. */
    id: text("id").$type<Id<"bint">>().primaryKey(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    /** Checkouts do not stand in the way of changes, nor the other way round. */
    lane: text("lane").$type<"checkout" | "subscription">().notNull(),
    kind: text("kind").$type<IntentKind>().notNull(),
    subscriptionId: text("subscription_id"),
    request: text("request", { mode: "json" }).$type<ChangeIntent>().notNull(),
    /** The subscription as it was then: calls that are repeated have to say the same. */
    basis: text("basis", { mode: "json" }).$type<typeof subscriptions.$inferSelect>(),
    /** The same for two requests that ask for the same. */
    requestKey: text("request_key").notNull(),
    state: text("state").$type<IntentState>().notNull(),
    /** The checkout session, the schedule or the invoice that came of it. */
    stripeObjectId: text("stripe_object_id"),
    url: text("url"),
    actor: text("actor").notNull(),
    reason: text("reason"),
    createdAtMs: integer("created_at_ms").notNull(),
    endedAtMs: integer("ended_at_ms"),
  },
  (table) => [
    uniqueIndex("billing_intents_pending")
      .on(table.workspaceId, table.lane)
      .where(sql`${table.state} = 'pending'`),
    index("billing_intents_by_state").on(table.state, table.createdAtMs),
    uniqueIndex("billing_intents_by_object").on(table.stripeObjectId),
  ],
);

/** What was offered to someone who was about to leave: at most once per period. */
export const retentionOffers = sqliteTable(
  "retention_offers",
  {
    subscriptionId: text("subscription_id").notNull(),
    periodStartsAtMs: integer("period_starts_at_ms").notNull(),
    workspaceId: text("workspace_id").$type<WorkspaceId>().notNull(),
    state: text("state").$type<RetentionState>().notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.subscriptionId, table.periodStartsAtMs] }),
    index("retention_offers_by_workspace").on(table.workspaceId, table.atMs),
  ],
);

/** How our invoices are signed; one row, and each change is a new version. */
export const invoiceBrandings = sqliteTable("invoice_brandings", {
  version: integer("version").primaryKey(),
  sellerName: text("seller_name").notNull(),
  footer: text("footer").notNull(),
  publishedBy: text("published_by").notNull(),
  publishedAtMs: integer("published_at_ms").notNull(),
});

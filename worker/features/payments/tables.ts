import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { AccountId, Id, WorkspaceId } from "#core/ids";
import type { Plan } from "#platform/ctx";
import type {
  AutoTopupStop,
  Currency,
  DunningState,
  InvoiceStatus,
  PaymentPurpose,
  RefundReason,
  RefundState,
  TopupState,
  TopupWay,
} from "./schema.ts";

/** Whose money it is. */
const owner = {
  workspaceId: text("workspace_id").$type<WorkspaceId>().notNull(),
  accountId: text("account_id").$type<AccountId>().notNull(),
};

/** Of a copy of Stripe's object: counts its writes, and the newest event that was applied. */
const synced = {
  version: integer("version").notNull(),
  lastAppliedEventAtMs: integer("last_applied_event_at_ms").notNull(),
};

/** Copies of Stripe's invoices, drafts left out. */
export const invoices = sqliteTable(
  "invoices",
  {
    id: text("id").primaryKey(),
    ...synced,
    ...owner,
    customerId: text("customer_id").notNull(),
    subscriptionId: text("subscription_id"),
    number: text("number"),
    status: text("status").$type<InvoiceStatus>().notNull(),
    billingReason: text("billing_reason"),
    currency: text("currency").notNull(),
    totalMinor: integer("total_minor").notNull(),
    taxMinor: integer("tax_minor").notNull(),
    amountDueMinor: integer("amount_due_minor").notNull(),
    amountPaidMinor: integer("amount_paid_minor").notNull(),
    /** Credit notes that gave back otherwise than by a refund. */
    creditedMinor: integer("credited_minor").notNull(),
    /** Refunds of its payments and credit notes, together. */
    returnedMinor: integer("returned_minor").notNull(),
    attempts: integer("attempts").notNull(),
    nextAttemptAtMs: integer("next_attempt_at_ms"),
    periodStartsAtMs: integer("period_starts_at_ms").notNull(),
    periodEndsAtMs: integer("period_ends_at_ms").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    dueAtMs: integer("due_at_ms"),
    paidAtMs: integer("paid_at_ms"),
    hostedUrl: text("hosted_url"),
    pdfUrl: text("pdf_url"),
    /** When what it grants was decided, once. */
    decidedAtMs: integer("decided_at_ms"),
    grantedMicroPt: integer("granted_micro_pt").notNull(),
    takenMicroPt: integer("taken_micro_pt").notNull(),
  },
  (table) => [
    index("invoices_by_workspace").on(table.workspaceId, table.createdAtMs, table.id),
    index("invoices_by_subscription").on(table.subscriptionId, table.createdAtMs),
    index("invoices_by_creation").on(table.createdAtMs, table.id),
  ],
);

/** Lines of invoices, and what each grants: decided once, then granted. */
export const invoiceLines = sqliteTable(
  "invoice_lines",
  {
    id: text("id").primaryKey(),
    invoiceId: text("invoice_id")
      .notNull()
      .references(() => invoices.id),
    position: integer("position").notNull(),
    description: text("description").notNull(),
    amountMinor: integer("amount_minor").notNull(),
    quantity: integer("quantity").notNull(),
    proration: integer("proration", { mode: "boolean" }).notNull(),
    startsAtMs: integer("starts_at_ms").notNull(),
    endsAtMs: integer("ends_at_ms").notNull(),
    plan: text("plan").$type<Plan>(),
    planVersionId: text("plan_version_id").$type<Id<"plan">>(),
    item: text("item").$type<"plan" | "seat">(),
    /** The invoice that began the period whose changes the grant is counted with; null otherwise. */
    chainId: text("chain_id"),
    /** Null until decided. */
    grantMicroPt: integer("grant_micro_pt"),
    expiresAtMs: integer("expires_at_ms"),
    runningSinceMs: integer("running_since_ms"),
    advancedShareCapPercent: integer("advanced_share_cap_percent"),
    /** Null until the ledger has granted it. */
    grantedAtMs: integer("granted_at_ms"),
  },
  (table) => [
    index("invoice_lines_by_invoice").on(table.invoiceId, table.position),
    index("invoice_lines_by_chain").on(table.chainId),
  ],
);

/** Copies of Stripe's payment intents with what became of their money. */
export const payments = sqliteTable(
  "payments",
  {
    id: text("id").primaryKey(),
    ...synced,
    ...owner,
    customerId: text("customer_id"),
    chargeId: text("charge_id"),
    purpose: text("purpose").$type<PaymentPurpose>().notNull(),
    invoiceId: text("invoice_id"),
    topupId: text("topup_id").$type<Id<"top">>(),
    status: text("status").notNull(),
    currency: text("currency").notNull(),
    amountMinor: integer("amount_minor").notNull(),
    receivedMinor: integer("received_minor").notNull(),
    /** Cumulative, as Stripe counts it. */
    refundedMinor: integer("refunded_minor").notNull(),
    methodBrand: text("method_brand"),
    methodLast4: text("method_last4"),
    failure: text("failure"),
    receiptUrl: text("receipt_url"),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (table) => [
    index("payments_by_workspace").on(table.workspaceId, table.createdAtMs, table.id),
    index("payments_by_creation").on(table.createdAtMs, table.id),
    index("payments_by_invoice").on(table.invoiceId),
    index("payments_by_charge").on(table.chargeId),
  ],
);

/** Purchases of packs. The row is written before Stripe is asked for anything. */
export const topups = sqliteTable(
  "topups",
  {
    id: text("id").$type<Id<"top">>().primaryKey(),
    ...owner,
    /** The caller's name of the intent; the same one buys once. */
    key: text("key").unique(),
    packId: text("pack_id").notNull(),
    grantMicroPt: integer("grant_micro_pt").notNull(),
    currency: text("currency").$type<Currency>().notNull(),
    amountMinor: integer("amount_minor").notNull(),
    /** Of an automatic one, what is charged above the price; on Stripe's page tax is Stripe's. */
    taxMinor: integer("tax_minor").notNull().default(0),
    /** Stripe's calculation of that tax; null until it was asked for, and where none is taken. */
    taxCalculationId: text("tax_calculation_id"),
    state: text("state").$type<TopupState>().notNull(),
    how: text("how").$type<TopupWay>().notNull(),
    /** The card that is charged; null when the person chooses one on Stripe's page. */
    paymentMethodId: text("payment_method_id"),
    customerId: text("customer_id"),
    checkoutSessionId: text("checkout_session_id"),
    paymentIntentId: text("payment_intent_id").unique(),
    /** Stripe's page where the person pays or confirms. */
    url: text("url"),
    /** Where Stripe's page leads back to. */
    returnUrl: text("return_url").notNull(),
    failure: text("failure"),
    requestedBy: text("requested_by").notNull(),
    /** Of an automatic one: the calendar month, UTC, whose cap it counts against. */
    capMonth: text("cap_month"),
    createdAtMs: integer("created_at_ms").notNull(),
    /** While it is pending: when to look at it again. */
    nextCheckAtMs: integer("next_check_at_ms"),
    grantedAtMs: integer("granted_at_ms"),
    concludedAtMs: integer("concluded_at_ms"),
    takenMicroPt: integer("taken_micro_pt").notNull(),
  },
  (table) => [
    index("topups_by_workspace").on(table.workspaceId, table.createdAtMs, table.id),
    index("topups_due").on(table.nextCheckAtMs),
    index("topups_by_month").on(table.accountId, table.capMonth),
    uniqueIndex("topups_one_automatic")
      .on(table.accountId)
      .where(sql`how = 'automatic' AND state = 'pending'`),
  ],
);

/** When to buy PT without being asked. The cap is in the currency's minor unit. */
export const autoTopups = sqliteTable(
  "auto_topups",
  {
    accountId: text("account_id").$type<AccountId>().primaryKey(),
    workspaceId: text("workspace_id").$type<WorkspaceId>().notNull(),
    /** Grows with every change and every attempt's beginning and end. */
    version: integer("version").notNull(),
    enabled: integer("enabled", { mode: "boolean" }).notNull(),
    thresholdMicroPt: integer("threshold_micro_pt").notNull(),
    packId: text("pack_id").notNull(),
    monthlyCapMinor: integer("monthly_cap_minor").notNull(),
    currency: text("currency").$type<Currency>().notNull(),
    /** In a row. */
    failures: integer("failures").notNull(),
    stoppedBecause: text("stopped_because").$type<AutoTopupStop>(),
    notBeforeMs: integer("not_before_ms"),
    /** The last sweep that looked at it. */
    sweptAtMs: integer("swept_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
  },
  (table) => [index("auto_topups_to_sweep").on(table.enabled, table.sweptAtMs)],
);

/** Refunds: ours from before Stripe is asked, and those made at Stripe from when they are seen. */
export const refunds = sqliteTable(
  "refunds",
  {
    id: text("id").$type<Id<"rfd">>().primaryKey(),
    workspaceId: text("workspace_id").$type<WorkspaceId>().notNull(),
    paymentIntentId: text("payment_intent_id").notNull(),
    /** The caller's name of the intent; the same one refunds once. */
    key: text("key").notNull().unique(),
    stripeId: text("stripe_id").unique(),
    currency: text("currency").notNull(),
    amountMinor: integer("amount_minor").notNull(),
    state: text("state").$type<RefundState>().notNull(),
    reason: text("reason").$type<RefundReason>().notNull(),
    comment: text("comment"),
    failure: text("failure"),
    requestedBy: text("requested_by").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    /** While nothing is heard of it: when to ask again. */
    nextCheckAtMs: integer("next_check_at_ms"),
    /** When people were told of it, once. */
    announcedAtMs: integer("announced_at_ms"),
    /** When they were told that it did not arrive, once. */
    failureToldAtMs: integer("failure_told_at_ms"),
  },
  (table) => [
    index("refunds_by_payment").on(table.paymentIntentId, table.createdAtMs),
    index("refunds_due").on(table.nextCheckAtMs),
  ],
);

/** Copies of Stripe's disputes. The flags are set and never unset. */
export const chargebacks = sqliteTable(
  "chargebacks",
  {
    id: text("id").primaryKey(),
    ...synced,
    ...owner,
    paymentIntentId: text("payment_intent_id").notNull(),
    chargeId: text("charge_id").notNull(),
    currency: text("currency").notNull(),
    amountMinor: integer("amount_minor").notNull(),
    reason: text("reason").notNull(),
    status: text("status").notNull(),
    withdrawn: integer("withdrawn", { mode: "boolean" }).notNull(),
    reinstated: integer("reinstated", { mode: "boolean" }).notNull(),
    takenMicroPt: integer("taken_micro_pt").notNull(),
    openedAtMs: integer("opened_at_ms").notNull(),
    dueAtMs: integer("due_at_ms"),
    evidenceBuiltAtMs: integer("evidence_built_at_ms"),
    evidenceSubmittedAtMs: integer("evidence_submitted_at_ms"),
  },
  (table) => [
    index("chargebacks_by_opening").on(table.openedAtMs, table.id),
    index("chargebacks_by_payment").on(table.paymentIntentId),
  ],
);

/** What follows from a renewal that could not be paid. One at a time for a subscription. */
export const dunningCases = sqliteTable(
  "dunning_cases",
  {
    id: text("id").$type<Id<"dun">>().primaryKey(),
    version: integer("version").notNull(),
    ...owner,
    subscriptionId: text("subscription_id").notNull(),
    invoiceId: text("invoice_id").notNull().unique(),
    state: text("state").$type<DunningState>().notNull(),
    stepsTaken: integer("steps_taken").notNull(),
    openedAtMs: integer("opened_at_ms").notNull(),
    /** When something is due; null when it is closed. */
    nextAtMs: integer("next_at_ms"),
    closedAtMs: integer("closed_at_ms"),
  },
  (table) => [
    index("dunning_cases_due").on(table.nextAtMs),
    index("dunning_cases_by_workspace").on(table.workspaceId, table.openedAtMs),
    uniqueIndex("dunning_cases_one_open")
      .on(table.subscriptionId)
      .where(sql`closed_at_ms IS NULL`),
  ],
);

/** The card of each paying customer as last seen, to write before it expires. */
export const cards = sqliteTable(
  "cards",
  {
    customerId: text("customer_id").primaryKey(),
    ...owner,
    paymentMethodId: text("payment_method_id"),
    brand: text("brand"),
    last4: text("last4"),
    expMonth: integer("exp_month"),
    expYear: integer("exp_year"),
    checkedAtMs: integer("checked_at_ms").notNull(),
    /** Somebody is taking a payment method away, until then at the latest. */
    busyUntilMs: integer("busy_until_ms").notNull().default(0),
  },
  (table) => [index("cards_to_check").on(table.checkedAtMs)],
);

/** How a row belongs to a person: by a column that names them, or something that is theirs. */
export type Link =
  | { of: "user" | "email" | "workspace" | "account" | "scope"; column: string }
  | {
      of: "parent";
      column: string;
      table: string;
      key: string;
      /** Through those rows of the parent alone that a deletion is about. */
      erased?: boolean;
    };

/** What a deletion does with the rows: nothing of the person may be left in what it keeps. */
export type Erasure =
  | { kind: "delete" }
  /** Keeps the rows for their reason, with these columns set to SQL; `$now` is the present. */
  | { kind: "clear"; set: Record<string, string>; why: string }
  | { kind: "keep"; why: string };

export interface PersonTable {
  name: string;
  rows: Link[];
  /** The rows that a deletion is about, where it is not all of them. */
  erased?: Link[];
  /** Columns that an export leaves out: secrets, and what is of no one. */
  omit?: string[];
  /** Why an export has none of it; absent is: it has. */
  notExported?: string;
  erasure: Erasure;
}

const byUser = (column = "user_id"): Link => ({ of: "user", column });
const byWorkspace = (column = "workspace_id"): Link => ({ of: "workspace", column });
const byAccount = (column = "account_id"): Link => ({ of: "account", column });
const byEmail = (column: string): Link => ({ of: "email", column });
const byParent = (column: string, table: string, key = "id"): Link => ({
  of: "parent",
  column,
  table,
  key,
});

/** Of a conversation in a workspace that is the person's alone. */
const ownConversation: Link = {
  of: "parent",
  column: "conversation_id",
  table: "conversations",
  key: "id",
  erased: true,
};

const gone: Erasure = { kind: "delete" };
const books: Erasure = {
  kind: "keep",
  why: "Books must stay complete; it has amounts and ids, and nobody's name.",
};

/**
 * Every table with something of a person, in an order in which a deletion can go through them: what
 * refers to a row comes before it.
 */
export const personTables: PersonTable[] = [
  { name: "backup_codes", rows: [byUser()], omit: ["code_hash"], erasure: gone },
  { name: "two_factors", rows: [byUser()], omit: ["sealed_secret"], erasure: gone },
  { name: "passkeys", rows: [byUser()], erasure: gone },
  { name: "connections", rows: [byUser()], erasure: gone },
  {
    name: "email_changes",
    rows: [byUser()],
    omit: ["old_token_hash", "new_token_hash"],
    erasure: gone,
  },
  {
    name: "registrations",
    rows: [byEmail("email")],
    omit: ["token_hash", "password_hash"],
    erasure: gone,
  },
  {
    name: "program_requests",
    rows: [byUser()],
    omit: ["device_code_hash", "sealed_refresh_token"],
    erasure: gone,
  },
  {
    name: "refresh_tokens",
    rows: [byParent("program_id", "programs")],
    notExported: "Tokens, of which only a hash is kept.",
    erasure: gone,
  },
  { name: "programs", rows: [byUser(), byWorkspace()], erasure: gone },
  { name: "join_requests", rows: [byUser(), byWorkspace()], erasure: gone },
  {
    name: "invitations",
    rows: [byEmail("email"), byWorkspace(), byUser("invited_by")],
    erased: [byEmail("email"), byWorkspace()],
    omit: ["token_hash"],
    erasure: gone,
  },
  { name: "domains", rows: [byWorkspace()], omit: ["token"], erasure: gone },
  {
    name: "company_sign_ins",
    rows: [byWorkspace()],
    omit: ["sealed_client_secret"],
    erasure: gone,
  },
  { name: "inbound_mails", rows: [byEmail("from_address")], erasure: gone },
  { name: "devices", rows: [byUser()], omit: ["device_hash"], erasure: gone },
  { name: "sessions", rows: [byUser()], omit: ["token"], erasure: gone },
  {
    name: "credentials",
    rows: [byUser()],
    omit: ["password", "access_token", "refresh_token", "id_token"],
    erasure: gone,
  },
  {
    name: "verifications",
    rows: [byUser("value")],
    notExported: "One-use proofs, of which only a hash is kept.",
    erasure: gone,
  },
  {
    name: "idempotency_records",
    rows: [{ of: "scope", column: "scope" }],
    notExported: "Encrypted copies of answers, gone within a day.",
    erasure: gone,
  },
  { name: "notification_preferences", rows: [byUser()], erasure: gone },
  { name: "digests", rows: [byUser()], erasure: gone },
  { name: "push_devices", rows: [byUser()], omit: ["p256dh", "auth"], erasure: gone },
  { name: "notice_deliveries", rows: [byParent("notice_id", "notices")], erasure: gone },
  {
    name: "notice_channels",
    rows: [byWorkspace()],
    omit: ["sealed_url", "sealed_secret"],
    erasure: gone,
  },
  {
    name: "notice_marks",
    rows: [byUser("reader_id"), byParent("notice_id", "notices")],
    erasure: gone,
  },
  { name: "notices", rows: [byUser(), byWorkspace()], erasure: gone },
  {
    name: "mail_events",
    rows: [byEmail("address")],
    erasure: gone,
  },
  {
    name: "mail_suppressions",
    rows: [byEmail("address")],
    erasure: gone,
  },
  { name: "mail_tries", rows: [byParent("mail_id", "mails")], erasure: gone },
  {
    name: "mails",
    rows: [byEmail("to_address")],
    omit: ["data", "raw", "html", "headers"],
    erasure: gone,
  },
  {
    name: "messages",
    rows: [byWorkspace(), byParent("conversation_id", "conversations")],
    erased: [byWorkspace()],
    erasure: gone,
  },
  {
    name: "conversation_shares",
    rows: [byParent("conversation_id", "conversations")],
    erased: [ownConversation],
    erasure: gone,
  },
  {
    name: "documents",
    rows: [byWorkspace(), byUser("created_by")],
    erased: [byWorkspace()],
    erasure: gone,
  },
  {
    name: "conversations",
    rows: [byWorkspace(), byUser("created_by")],
    erased: [byWorkspace()],
    erasure: gone,
  },
  { name: "prompt_templates", rows: [byWorkspace()], erasure: gone },
  {
    name: "dispute_attachments",
    rows: [byParent("dispute_id", "disputes")],
    erasure: gone,
  },
  {
    name: "dispute_events",
    rows: [byParent("dispute_id", "disputes")],
    erasure: {
      kind: "clear",
      set: { text: "''", detail: "NULL" },
      why: "That a charge was disputed, and when, belongs to the books; what was written does not.",
    },
  },
  {
    name: "disputes",
    rows: [byWorkspace(), byUser("opened_by")],
    erasure: {
      kind: "clear",
      set: { comment: "''", evidence: "NULL", decision_comment: "NULL" },
      why: "The amount that was given back belongs to the books; what was written does not.",
    },
  },
  {
    name: "webhook_attempts",
    rows: [byParent("delivery_id", "webhook_deliveries")],
    erasure: gone,
  },
  { name: "webhook_deliveries", rows: [byWorkspace()], erasure: gone },
  { name: "webhook_messages", rows: [byWorkspace()], erasure: gone },
  {
    name: "webhook_endpoints",
    rows: [byWorkspace()],
    omit: ["sealed_secret", "sealed_old_secret"],
    erasure: gone,
  },
  {
    name: "api_keys",
    rows: [byUser(), byWorkspace()],
    omit: ["secret_hash"],
    erasure: gone,
  },
  {
    name: "visitors",
    rows: [byUser("adopted_by_user_id")],
    erasure: {
      kind: "clear",
      set: { ip_hash: "''" },
      why: "Says that a visitor's PT went over to a workspace, which the books need.",
    },
  },
  {
    name: "cards",
    rows: [byParent("customer_id", "billing_customers", "stripe_customer_id")],
    erasure: gone,
  },
  {
    name: "payments",
    rows: [byWorkspace()],
    erasure: {
      kind: "clear",
      set: { receipt_url: "NULL", method_brand: "NULL", method_last4: "NULL" },
      why: "Payments are kept for ten years by tax law, without the card and the receipt's address.",
    },
  },
  { name: "invoice_lines", rows: [byParent("invoice_id", "invoices")], erasure: books },
  {
    name: "invoices",
    rows: [byWorkspace()],
    erasure: {
      kind: "clear",
      set: { hosted_url: "NULL", pdf_url: "NULL" },
      why: "Invoices are kept for ten years by tax law; the documents themselves lie with Stripe.",
    },
  },
  {
    name: "topups",
    rows: [byWorkspace()],
    erasure: {
      kind: "clear",
      set: { url: "NULL" },
      why: "Purchases are kept for ten years by tax law.",
    },
  },
  { name: "auto_topups", rows: [byWorkspace()], erasure: gone },
  {
    name: "refunds",
    rows: [byWorkspace()],
    erasure: { kind: "clear", set: { comment: "NULL" }, why: "Refunds belong to the books." },
  },
  { name: "chargebacks", rows: [byWorkspace()], erasure: books },
  { name: "dunning_cases", rows: [byWorkspace()], erasure: books },
  { name: "subscriptions", rows: [byWorkspace()], erasure: books },
  {
    name: "billing_intents",
    rows: [byWorkspace()],
    erasure: {
      kind: "clear",
      set: { url: "NULL", request: "'{}'", basis: "NULL" },
      why: "That a change was asked for, and what came of it, explains the invoices.",
    },
  },
  { name: "retention_offers", rows: [byWorkspace()], erasure: books },
  {
    name: "billing_customers",
    rows: [byWorkspace()],
    erasure: {
      kind: "clear",
      set: { requested: `'{"name":"","email":null,"locale":"en"}'`, details: "NULL" },
      why: "Leads from the books to the invoices at Stripe, by an id only.",
    },
  },
  { name: "credit_accounts", rows: [byAccount()], erasure: books },
  { name: "usage_daily", rows: [byAccount(), byUser("member_id")], erasure: books },
  { name: "usage_days", rows: [byAccount(), byUser("member_id")], erasure: books },
  { name: "credit_alerts", rows: [byAccount()], erasure: gone },
  { name: "credit_notices", rows: [byAccount()], erasure: gone },
  { name: "plan_periods", rows: [byAccount()], erasure: books },
  { name: "account_statements", rows: [byAccount()], erasure: books },
  { name: "estimated_charges", rows: [byAccount()], erasure: books },
  { name: "reconciled_accounts", rows: [byAccount()], erasure: books },
  {
    name: "audit_rows",
    rows: [byUser("actor"), byUser("target"), byWorkspace()],
    erasure: {
      kind: "keep",
      why: "Who did what is kept for two years against abuse; it holds ids and no content.",
    },
  },
  {
    name: "consents",
    rows: [byUser()],
    erasure: {
      kind: "keep",
      why: "The proof that somebody agreed; after the deletion it names an id and nobody.",
    },
  },
  {
    name: "person_exports",
    rows: [byUser()],
    omit: ["token"],
    erasure: gone,
  },
  {
    name: "account_deletions",
    rows: [byUser()],
    erasure: {
      kind: "keep",
      why: "The proof that the deletion was asked for and carried out.",
    },
  },
  {
    name: "subject_requests",
    rows: [byEmail("email")],
    omit: ["token_hash"],
    erasure: {
      kind: "clear",
      set: { email: "''", message: "''", answer: "''", token_hash: "''" },
      why: "The proof that the request was answered in time.",
    },
  },
  { name: "memberships", rows: [byUser(), byWorkspace()], erasure: gone },
  { name: "permission_sets", rows: [byWorkspace()], erasure: gone },
  {
    name: "workspaces",
    rows: [byWorkspace("id")],
    erasure: {
      kind: "clear",
      set: {
        name: "''",
        slug: "'deleted-' || lower(id)",
        settings: "'{}'",
        deleted_at_ms: "coalesce(deleted_at_ms, $now)",
      },
      why: "Leads from the account of the ledger to nobody.",
    },
  },
  {
    name: "users",
    rows: [byUser("id")],
    erasure: {
      kind: "clear",
      set: {
        name: "''",
        email: "'deleted-' || lower(id) || '@deleted.invalid'",
        email_verified: "0",
        image: "NULL",
        time_zone: "NULL",
        locale: "'en'",
        operator: "0",
      },
      why: "Keeps apart what different people did in the books, and names none of them.",
    },
  },
];

/** Tables that hold nothing of a person, each with the reason. */
export const tablesWithoutPersons: Record<string, string> = {
  cron_runs: "What jobs did: counts.",
  discrepancies: "Differences of amounts, by ids, with what operators did about them.",
  dkim_keys: "Keys of the deployment.",
  invoice_brandings: "How the operator's invoices are signed.",
  ledger_checks: "Reports on accounts, by their ids.",
  ledger_sources: "How far the ledgers were read, by ids.",
  ledger_usage: "Sums over everybody.",
  mail_domain_checks: "Whether the deployment's own domain may send.",
  mailgun_tokens: "Which signed tokens of a mail provider were seen, against replay.",
  mail_circuits: "The state of mail transports.",
  margin_reports: "Sums over everybody.",
  margin_settings: "A setting of the deployment.",
  message_search: "An index over messages; it follows that table by triggers.",
  model_routing: "A setting of the deployment.",
  month_closes: "Sums over everybody.",
  outbox: "Messages on their way: ids, for minutes.",
  pack_lists: "What is for sale.",
  parked_jobs: "Messages that got stuck: ids.",
  plan_prices: "What is for sale.",
  plan_versions: "What is for sale.",
  provider_costs: "Sums over everybody.",
  provider_fetches: "When a provider's report was read.",
  provider_reports: "Sums over everybody.",
  provider_usage: "Sums over everybody.",
  push_keys: "Keys of the deployment.",
  rate_cards: "What is for sale.",
  reconciliation_runs: "Reports on runs.",
  reconciliation_seen: "Which rows a run has looked at, by ids.",
  stripe_cursors: "How far events were read.",
  stripe_events:
    "Events as Stripe sent them; a deletion empties those of the person's customer, and all are emptied after 30 days.",
  true_ups: "Sums over everybody.",
  used_once: "Hashes of what works once, against replay.",
  usage_imports: "Reports that the operator brought in.",
};

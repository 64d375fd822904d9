/** A kind of data, how long it is kept, and why. In English, as the public page shows it. */
export interface RetentionRule {
  id: string;
  data: string;
  kept: string;
  why: string;
  /** Who takes it away: this many days after the column's time, or another job. */
  removal:
    | {
        days: number;
        table: string;
        column: string;
        /** Further SQL that has to hold, so that nothing still in use goes. */
        only?: string;
        /** Empties these columns instead of taking the rows away. */
        clear?: Record<string, string>;
      }
    | { job: string }
    | { never: true };
}

const YEARS = 365;

export const retentionRules: RetentionRule[] = [
  {
    id: "mail-bodies",
    data: "What stood in mails to people",
    kept: "90 days, then only that they were sent",
    why: "To answer whether and what somebody was told.",
    removal: {
      days: 90,
      table: "mails",
      column: "created_at_ms",
      only: "(text IS NOT NULL OR html IS NOT NULL OR raw IS NOT NULL OR data IS NOT NULL) AND state <> 'waiting'",
      clear: { text: "NULL", html: "NULL", raw: "NULL", headers: "NULL", data: "NULL" },
    },
  },
  {
    id: "mails",
    data: "That a mail was sent, and to whom",
    kept: "2 years",
    why: "To prove that people were told what they had to be told.",
    removal: { days: 2 * YEARS, table: "mails", column: "created_at_ms" },
  },
  {
    id: "mail-events",
    data: "What mail servers reported about mails",
    kept: "180 days",
    why: "To find out why mails do not arrive.",
    removal: { days: 180, table: "mail_events", column: "at_ms" },
  },
  {
    id: "notices",
    data: "Notices in the product",
    kept: "1 year",
    why: "They say what happened, so that it can be looked up.",
    removal: { days: YEARS, table: "notices", column: "at_ms" },
  },
  {
    id: "audit",
    data: "The audit log: who changed what",
    kept: "2 years",
    why: "To find out how an account or a workspace was misused.",
    removal: { days: 2 * YEARS, table: "audit_rows", column: "at_ms" },
  },
  {
    id: "sessions",
    data: "Sessions with network address and browser, and mailed links",
    kept: "7 days after their end",
    why: "To see who was signed in when something went wrong.",
    removal: { job: "expire-sessions" },
  },
  {
    id: "idempotency",
    data: "Encrypted answers of repeated requests",
    kept: "1 day",
    why: "So that a repeat has no second effect.",
    removal: { job: "expire-idempotency" },
  },
  {
    id: "webhooks",
    data: "Deliveries of webhooks with what was sent",
    kept: "30 days",
    why: "To send again what did not arrive.",
    removal: { job: "expire-webhooks" },
  },
  {
    id: "stripe-events",
    data: "Events of the payment provider as they came",
    kept: "30 days, then only that they came",
    why: "To work on them again if something was wrong.",
    removal: { job: "expire-stripe-events" },
  },
  {
    id: "exports",
    data: "Archives of personal data",
    kept: "7 days",
    why: "To be fetched.",
    removal: { job: "sweep-exports" },
  },
  {
    id: "unconfirmed-requests",
    data: "Requests about data whose address was never proven",
    kept: "7 days",
    why: "So long the link in the mail works.",
    removal: {
      days: 7,
      table: "subject_requests",
      column: "created_at_ms",
      only: "state = 'unconfirmed'",
    },
  },
  {
    id: "subject-requests",
    data: "Requests about data and their answers",
    kept: "3 years after the answer",
    why: "To prove that they were answered in time.",
    removal: {
      days: 3 * YEARS,
      table: "subject_requests",
      column: "closed_at_ms",
      only: "closed_at_ms IS NOT NULL",
    },
  },
  {
    id: "consents",
    data: "What somebody agreed to",
    kept: "As long as the account, then without a name",
    why: "The law asks for the proof.",
    removal: { never: true },
  },
  {
    id: "accounts",
    data: "Accounts and everything in them",
    kept: "14 days after their end",
    why: "So that a mistake can be undone.",
    removal: { job: "sweep-deletions" },
  },
  {
    id: "books",
    data: "Amounts of the ledger, invoices and payments",
    kept: "10 years; without a name once the account is gone",
    why: "Tax law, and books that must stay complete.",
    removal: { never: true },
  },
  {
    id: "runs",
    data: "Reports of scheduled jobs",
    kept: "90 days",
    why: "To see what the product did by itself. They hold counts only.",
    removal: { never: true },
  },
];

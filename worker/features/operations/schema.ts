import type { ProviderErrorKind } from "#platform/ai/provider";
import type { MailTransportName } from "#platform/mail/transport";

/** A message of the work queue that was set aside, as the operator sees it. */
export interface ParkedJobView {
  id: string;
  messageId: string;
  type: string;
  payload: unknown;
  reason: string;
  tries: number;
  parkedAtMs: number;
  replayedAtMs: number | null;
}

/** When a scheduled job runs; `by-hand` ones run only when they are named. */
export type Schedule = "five-minutely" | "nightly" | "by-hand";

/** Every scheduled job of the deployment with its schedule; those of one run in this order. */
export const scheduledJobs = {
  "sweep-outbox": "five-minutely",
  "carry-adopted": "five-minutely",
  "sweep-plans": "five-minutely",
  "sweep-billing": "five-minutely",
  "continue-self-check": "five-minutely",
  "continue-reconciliation": "five-minutely",
  "catch-up-stripe-events": "five-minutely",
  "sweep-stripe-events": "five-minutely",
  "sweep-webhooks": "five-minutely",
  "sweep-mails": "five-minutely",
  "sweep-channels": "five-minutely",
  "send-digests": "five-minutely",
  "sweep-payments": "five-minutely",
  "close-months": "five-minutely",
  "sweep-disputes": "five-minutely",
  "sweep-deletions": "five-minutely",
  "sweep-exports": "five-minutely",
  "self-check": "nightly",
  reconcile: "nightly",
  "watch-margins": "nightly",
  "check-cards": "nightly",
  "expire-sessions": "nightly",
  "expire-idempotency": "nightly",
  "expire-inbound-mails": "nightly",
  "expire-mail-webhooks": "nightly",
  "expire-stripe-events": "nightly",
  "expire-webhooks": "nightly",
  "expire-mails": "nightly",
  "expire-tokens": "nightly",
  "expire-channels": "nightly",
  "apply-retention": "nightly",
  "rotate-field-keys": "nightly",
  "purge-workspaces": "nightly",
  "check-domains": "nightly",
  "recover-outbox": "by-hand",
  "recover-stripe-events": "by-hand",
  "recover-webhooks": "by-hand",
  "recover-mails": "by-hand",
  "recover-channels": "by-hand",
  "seed-demo": "by-hand",
} as const satisfies Record<string, Schedule>;

export type ScheduledJobName = keyof typeof scheduledJobs;

export function isScheduledJobName(name: string): name is ScheduledJobName {
  return Object.hasOwn(scheduledJobs, name);
}

/** One run of a scheduled job. `ok` is null while it waits or runs, or when it was cut short. */
export interface CronRunView {
  id: string;
  name: string;
  startedAtMs: number;
  endedAtMs: number | null;
  ok: boolean | null;
  report: Record<string, unknown> | null;
}

/** A scheduled job with what its latest run did. */
export interface ScheduledJobView {
  name: ScheduledJobName;
  schedule: Schedule;
  lastRun: CronRunView | null;
}

/** Ways for mails to leave, as the transports are called. */
export type MailConnectorId = Exclude<MailTransportName, "outbox">;

/** Something outside that the product talks to, or what stands in for it. */
export interface ConnectorView {
  id: "builtin" | "openai" | "anthropic" | "workers-ai" | "stripe" | "mail" | MailConnectorId;
  /** `limited`: it answers, and lets us do less than everything. */
  state: "connected" | "limited" | "not-set-up" | "failing";
  /** What mails take first, or when that fails; absent for what sends no mails. */
  role?: "first" | "fallback" | "unused";
  /** The settings or bindings of which one sets it up; empty when it needs none. */
  settings: string[];
  /** Where it is reached: the host, never a key. */
  host: string | null;
  /** Why it fails, in one word and in the provider's own. */
  failure: { kind: ProviderErrorKind; detail: string } | null;
}

/** A setting that was wrong and is therefore left out. The value is never shown. */
export interface RefusedSettingView {
  name: string;
  reason: string;
}

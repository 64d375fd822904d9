import { z } from "zod";
import type { MailTransportName } from "#platform/mail/transport";
import {
  type MailEventKind,
  type MailState,
  mailStates,
  type MailTryOutcome,
  type SuppressionReason,
  suppressionReasons,
  type SuppressionScope,
} from "./state-schema.ts";
import { type MailLane, mailLanes, type TemplateName } from "./template-schema.ts";

export const MailQuery = z.object({
  state: z.enum(mailStates).optional(),
  lane: z.enum(mailLanes).optional(),
  /** The start of an address, an id or a domain. */
  text: z.string().trim().max(320).optional(),
  cursor: z.string().max(64).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type MailQuery = z.input<typeof MailQuery>;

/** A mail as the operator sees it in the queue. */
export interface MailLine {
  id: string;
  to: string;
  template: TemplateName;
  lane: MailLane;
  state: MailState;
  subject: string | null;
  tries: number;
  transport: MailTransportName | null;
  reason: string | null;
  nextTryAtMs: number | null;
  createdAtMs: number;
  sentAtMs: number | null;
}

/** A mail with all that was tried and told of it. What it says stays behind. */
export interface MailStory extends MailLine {
  locale: string;
  providerId: string | null;
  resends: number;
  pinned: boolean;
  endedAtMs: number | null;
  /** What an operator may do with it now. */
  acts: ("retry" | "cancel" | "resend")[];
  attempts: {
    id: string;
    transport: MailTransportName;
    outcome: MailTryOutcome;
    reason: string | null;
    atMs: number;
    durationMs: number;
  }[];
  events: { id: string; kind: MailEventKind; detail: string; atMs: number }[];
}

/** How mail does, from our own rows. */
export interface MailHealth {
  transport: MailTransportName;
  fallback: MailTransportName | null;
  states: Record<MailState, number>;
  waitingByLane: Record<MailLane, number>;
  /** The mail whose turn came first and that still waits; null when none is late. */
  oldestDueAtMs: number | null;
  sentLastHour: number;
  lastDay: { sent: number; refused: number; suppressed: number; unknown: number };
  /** From asked for to sent, over the last day; null without any. */
  delayMs: { p50: number; p95: number } | null;
  circuits: {
    transport: MailTransportName;
    failures: number;
    openUntilMs: number | null;
    lastReason: string | null;
    lastFailureAtMs: number | null;
    lastSuccessAtMs: number | null;
  }[];
}

export const SuppressionQuery = z.object({
  reason: z.enum(suppressionReasons).optional(),
  /** The start of an address. */
  text: z.string().trim().toLowerCase().max(320).optional(),
  cursor: z.string().max(400).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type SuppressionQuery = z.input<typeof SuppressionQuery>;

export interface SuppressionView {
  address: string;
  scope: SuppressionScope;
  reason: SuppressionReason;
  /** Null is for good. */
  untilMs: number | null;
  detail: string;
  createdAtMs: number;
}

export const SuppressionKey = z.object({
  address: z.string().trim().toLowerCase().min(3).max(320),
  scope: z.string().max(40),
  reason: z.enum(suppressionReasons),
});
export type SuppressionKey = z.input<typeof SuppressionKey>;

/** A key that mails are signed with, and the DNS record by which others check it. */
export interface DkimKeyView {
  selector: string;
  domain: string;
  algorithm: "rsa" | "ed25519";
  /** `waiting` for its record to be published, `active`, or `retired` with its record still needed. */
  state: "waiting" | "active" | "retired";
  record: { name: string; value: string };
  createdAtMs: number;
  activatedAtMs: number | null;
  retiredAtMs: number | null;
}

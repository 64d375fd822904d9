import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import type {
  MailEventKind,
  MailHealth,
  MailLane,
  MailState,
  MailTransportName,
  MailTryOutcome,
  SuppressionReason,
  SuppressionScope,
  UntriedReason,
} from "#features/mail/schema";
import { m } from "#messages";
import { topicName } from "../unsubscribe/topic-words.ts";

interface Look {
  tone: BadgeTone;
  label: () => string;
}

const stateLooks: Record<MailState, Look> = {
  waiting: { tone: "info", label: m.mail_state_waiting },
  sending: { tone: "info", label: m.mail_state_sending },
  sent: { tone: "success", label: m.mail_state_sent },
  refused: { tone: "danger", label: m.mail_state_refused },
  suppressed: { tone: "neutral", label: m.mail_state_suppressed },
  unknown: { tone: "warning", label: m.mail_state_unknown },
  cancelled: { tone: "neutral", label: m.mail_state_cancelled },
};

const outcomeLooks: Record<MailTryOutcome, Look> = {
  sent: { tone: "success", label: m.mail_outcome_sent },
  later: { tone: "info", label: m.mail_outcome_later },
  refused: { tone: "danger", label: m.mail_outcome_refused },
  unknown: { tone: "warning", label: m.mail_outcome_unknown },
};

const eventLooks: Record<MailEventKind, Look> = {
  delivered: { tone: "success", label: m.mail_event_delivered },
  deferred: { tone: "info", label: m.mail_event_deferred },
  "hard-bounce": { tone: "danger", label: m.mail_event_hard_bounce },
  "soft-bounce": { tone: "warning", label: m.mail_event_soft_bounce },
  complaint: { tone: "danger", label: m.mail_event_complaint },
  unsubscribe: { tone: "neutral", label: m.mail_event_unsubscribe },
};

const lanes: Record<MailLane, () => string> = {
  urgent: m.mail_lane_urgent,
  normal: m.mail_lane_normal,
  bulk: m.mail_lane_bulk,
};

/** As those who run them call them. */
const transports: Record<Exclude<MailTransportName, "outbox">, string> = {
  smtp: "SMTP",
  resend: "Resend",
  sendgrid: "SendGrid",
  mailgun: "Mailgun",
  ses: "Amazon SES",
  cloudflare: "Cloudflare",
};

const reasons: Record<SuppressionReason, () => string> = {
  "hard-bounce": m.mail_reason_hard_bounce,
  "soft-bounces": m.mail_reason_soft_bounces,
  complaint: m.mail_reason_complaint,
  unsubscribe: m.mail_reason_unsubscribe,
};

const untriedReasons: Record<UntriedReason, () => string> = {
  ...reasons,
  "not wanted": m.mail_reason_not_wanted,
};

/** By what way a mail leaves, by its own name. */
export function transportName(transport: MailTransportName): string {
  return transport === "outbox" ? m.mail_title() : transports[transport];
}

/** By what way mails leave. */
export function wayOut({
  transport,
  fallback,
}: Pick<MailHealth, "transport" | "fallback">): string {
  if (transport === "outbox") return m.mail_by_nobody();
  const first = transportName(transport);
  return fallback === null
    ? m.mail_by({ transport: first })
    : m.mail_by_two({ transport: first, fallback: transportName(fallback) });
}

export function stateName(state: MailState): string {
  return stateLooks[state].label();
}

export function laneName(lane: MailLane): string {
  return lanes[lane]();
}

export function reasonName(reason: SuppressionReason): string {
  return reasons[reason]();
}

/** What a suppression holds back, in the operator's words. */
export function scopeName(scope: SuppressionScope): string {
  if (scope === "all") return m.mail_scope_all();
  return scope === "non-essential" ? m.mail_scope_non_essential() : topicName(scope);
}

export function eventName(kind: MailEventKind): string {
  return eventLooks[kind].label();
}

function isUntried(reason: string): reason is UntriedReason {
  return Object.hasOwn(untriedReasons, reason);
}

/** Why a mail is in its state: in the reader's words where it is our reason, else as a server said it. */
export function MailReason({ state, reason }: { state: MailState; reason: string }) {
  if (state === "suppressed" && isUntried(reason)) return untriedReasons[reason]();
  return <bdi lang="en">{reason}</bdi>;
}

export function StateBadge({ state }: { state: MailState }) {
  return <Badge tone={stateLooks[state].tone}>{stateName(state)}</Badge>;
}

export function OutcomeBadge({ outcome }: { outcome: MailTryOutcome }) {
  const { tone, label } = outcomeLooks[outcome];
  return <Badge tone={tone}>{label()}</Badge>;
}

export function EventBadge({ kind }: { kind: MailEventKind }) {
  const { tone, label } = eventLooks[kind];
  return <Badge tone={tone}>{label()}</Badge>;
}

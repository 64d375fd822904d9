import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import type { InboundKind, InboundOutcome } from "#features/inbound-mail/schema";
import { type MailEventKind, mailEventKinds } from "#features/mail/schema";
import { m } from "#messages";
import { eventName } from "./mail-words.tsx";

const looks: Record<InboundKind, { tone: BadgeTone; label: () => string }> = {
  message: { tone: "info", label: m.inbound_kind_message },
  reply: { tone: "info", label: m.inbound_kind_reply },
  "auto-reply": { tone: "neutral", label: m.inbound_kind_auto_reply },
  bounce: { tone: "warning", label: m.inbound_kind_bounce },
  complaint: { tone: "danger", label: m.inbound_kind_complaint },
  unsubscribe: { tone: "neutral", label: m.inbound_kind_unsubscribe },
};

export function kindName(kind: InboundKind): string {
  return looks[kind].label();
}

export function KindBadge({ kind }: { kind: InboundKind }) {
  return <Badge tone={looks[kind].tone}>{looks[kind].label()}</Badge>;
}

const outcomes: Record<InboundOutcome, () => string> = {
  kept: m.inbound_routed_kept,
  "names no mail of ours": m.inbound_routed_no_mail,
  "tells of no recipient": m.inbound_routed_no_recipient,
  "the sender is not proven": m.inbound_routed_not_proven,
  "the message is gone": m.inbound_routed_gone,
};

function isEvent(word: string): word is MailEventKind {
  return mailEventKinds.some((kind) => kind === word);
}

function isOutcome(word: string): word is InboundOutcome {
  return Object.hasOwn(outcomes, word);
}

/** What was done with a mail that came in, in the reader's words; the name of a feature that took it stays as it is. */
export function routedName(routed: string): string {
  if (isEvent(routed)) return m.inbound_routed_as({ what: eventName(routed) });
  return isOutcome(routed) ? outcomes[routed]() : routed;
}

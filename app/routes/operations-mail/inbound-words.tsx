import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import type { InboundKind } from "#features/inbound-mail/schema";
import { m } from "#messages";

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

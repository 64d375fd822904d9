import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import type { DeliveryState, DeliveryView } from "#features/webhooks/schema";
import { m } from "#messages";
import { failureWords } from "./failure-words.ts";

const looks: Record<DeliveryState, { tone: BadgeTone; label: () => string }> = {
  pending: { tone: "info", label: m.webhooks_delivery_pending },
  succeeded: { tone: "success", label: m.webhooks_delivery_succeeded },
  failed: { tone: "danger", label: m.webhooks_delivery_failed },
};

export function deliveryStateName(state: DeliveryState): string {
  return looks[state].label();
}

export function DeliveryStateBadge({ state }: { state: DeliveryState }) {
  return <Badge tone={looks[state].tone}>{deliveryStateName(state)}</Badge>;
}

/** What came back last: a status, or why there was none. */
export function LastAnswer({ lastStatus, lastFailure, tries }: DeliveryView) {
  if (lastStatus !== null) return <code className="figures font-mono">{lastStatus}</code>;
  if (lastFailure === null) return <span className="text-muted">{tries === 0 ? "–" : "…"}</span>;
  return <span className="text-muted">{failureWords(lastFailure)}</span>;
}

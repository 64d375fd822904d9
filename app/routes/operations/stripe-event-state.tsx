import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import type { StripeEventState } from "#features/stripe-events/schema";
import { m } from "#messages";

const looks: Record<StripeEventState, { tone: BadgeTone; label: () => string }> = {
  received: { tone: "info", label: m.webhooks_stripe_state_received },
  processing: { tone: "info", label: m.webhooks_stripe_state_processing },
  failed: { tone: "warning", label: m.webhooks_stripe_state_failed },
  parked: { tone: "danger", label: m.webhooks_stripe_state_parked },
  done: { tone: "success", label: m.webhooks_stripe_state_done },
  ignored: { tone: "neutral", label: m.webhooks_stripe_state_ignored },
};

export const eventStates = Object.keys(looks) as StripeEventState[];

export function eventStateName(state: StripeEventState): string {
  return looks[state].label();
}

export function EventStateBadge({ state }: { state: StripeEventState }) {
  return <Badge tone={looks[state].tone}>{eventStateName(state)}</Badge>;
}

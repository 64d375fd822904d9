import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import type { EndpointState, EndpointView } from "#features/webhooks/schema";
import { m } from "#messages";

const looks: Record<EndpointState, { tone: BadgeTone; label: () => string }> = {
  active: { tone: "success", label: m.webhooks_state_active },
  off: { tone: "neutral", label: m.webhooks_state_off },
  disabled: { tone: "danger", label: m.webhooks_state_disabled },
};

/** Whether an endpoint is told anything, and since when nothing got through. */
export function EndpointStateBadge({ state, failingSinceAtMs }: EndpointView) {
  const { tone, label } = looks[state];
  if (state !== "active" || failingSinceAtMs === null) return <Badge tone={tone}>{label()}</Badge>;
  return (
    <Badge tone="warning">
      {m.webhooks_failing_since()} <RelativeTime atMs={failingSinceAtMs} />
    </Badge>
  );
}

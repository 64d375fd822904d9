import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import type { DisputeState, DisputeSummary } from "#features/disputes/schema";
import { m } from "#messages";
import { stateName, type Viewer } from "./words.ts";

const tones: Record<DisputeState, BadgeTone> = {
  open: "info",
  gathering: "info",
  "in-review": "info",
  "waiting-for-user": "warning",
  "second-approval": "accent",
  approved: "success",
  partly: "success",
  denied: "neutral",
  withdrawn: "neutral",
  expired: "neutral",
};

interface StateBadgeProps {
  dispute: Pick<DisputeSummary, "state" | "overdue">;
  viewer: Viewer;
}

/** How a dispute stands, and that the operator is late with it. */
export function StateBadge({ dispute, viewer }: StateBadgeProps) {
  const { state, overdue } = dispute;
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <Badge tone={tones[state]}>{stateName(state, viewer)}</Badge>
      {overdue ? <Badge tone="danger">{m.disputes_overdue()}</Badge> : null}
    </span>
  );
}

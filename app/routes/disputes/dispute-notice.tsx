import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import type { DisputeSummary } from "#features/disputes/schema";
import { m } from "#messages";
import { StateBadge } from "./state-badge.tsx";

/** Says that a charge has been disputed, and how that stands. */
export function DisputeNotice({ dispute }: { dispute: DisputeSummary }) {
  return (
    <Notice
      title={
        <span className="flex flex-wrap items-center gap-2">
          {m.disputes_exists()} <StateBadge dispute={dispute} viewer="own" />
        </span>
      }
      actions={
        <LinkButton size="sm" to={`/disputes/${dispute.id}`}>
          {m.disputes_show()}
        </LinkButton>
      }
    />
  );
}

import { Card } from "#app/ui/card.tsx";
import { formatDate, formatPercent } from "#app/ui/format.ts";
import { Meter } from "#app/ui/meter.tsx";
import { Pt } from "#app/ui/pt.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type { BillingView } from "#features/billing/schema";
import { m } from "#messages";

/** How much of the period's PT is used, and what there is. */
export function PeriodCard({ billing }: { billing: BillingView }) {
  const { period, availableMicroPt, state } = billing;
  const usedPercent = Math.min(100, period?.usedPercent ?? 0);
  return (
    <Card
      title={m.billing_plan_pt()}
      actions={
        <TextLink to="/credits" className="tap">
          {m.billing_plan_pt_more()}
        </TextLink>
      }
    >
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
        <p>
          <span className="block text-muted">{m.billing_plan_pt_available()}</span>
          <span className="mt-0.5 block text-lg font-semibold tracking-tight">
            <Pt microPt={availableMicroPt} />
          </span>
        </p>
        {period === null ? null : (
          <p className="figures text-muted">
            {m.billing_plan_pt_used({
              percent: formatPercent(period.usedPercent),
              date: formatDate(period.endsAtMs),
            })}
          </p>
        )}
      </div>
      {period === null ? (
        <p className="mt-3 text-muted">
          {state === "past-due" || state === "suspended"
            ? m.billing_plan_pt_waiting()
            : m.billing_plan_pt_none()}
        </p>
      ) : (
        <div className="mt-4">
          <Meter
            label={m.billing_plan_pt()}
            segments={[
              {
                label: m.billing_plan_pt_used_part(),
                value: usedPercent,
                text: formatPercent(usedPercent),
                look: "used",
              },
              {
                label: m.billing_plan_pt_left_part(),
                value: 100 - usedPercent,
                text: formatPercent(100 - usedPercent),
                look: "available",
              },
            ]}
          />
        </div>
      )}
    </Card>
  );
}

import { Card } from "#app/ui/card.tsx";
import { formatMoney } from "#app/ui/format.ts";
import type { RevenueLine } from "#features/closing/schema";
import { m } from "#messages";

interface RevenueCardProps {
  revenue: readonly RevenueLine[];
  description: string;
}

function Row({ label, text, strong = false }: { label: string; text: string; strong?: boolean }) {
  return (
    <div className="flex items-baseline justify-between gap-4 border-b border-line px-5 py-2.5 last:border-0">
      <dt className={strong ? "font-semibold" : "text-muted"}>{label}</dt>
      <dd className={strong ? "figures font-semibold" : "figures"}>{text}</dd>
    </div>
  );
}

/** What was paid, what of it was earned, and what is still owed as PT; by currency, without tax. */
export function RevenueCard({ revenue, description }: RevenueCardProps) {
  return (
    <Card flush title={m.closing_revenue()} description={description}>
      {revenue.length === 0 ? <p className="p-5 text-muted">{m.closing_revenue_none()}</p> : null}
      {revenue.map((line) => {
        const money = (amountMinor: number) => formatMoney(amountMinor, line.currency);
        return (
          <dl key={line.currency} className="border-b border-line last:border-0">
            <Row
              strong
              label={m.closing_deferred_before({ currency: line.currency.toUpperCase() })}
              text={money(line.deferredBeforeMinor)}
            />
            <Row label={m.closing_sold()} text={money(line.soldMinor)} />
            <Row
              label={m.closing_recognised_usage()}
              text={money(line.breakageMinor - line.recognisedMinor)}
            />
            <Row label={m.closing_recognised_breakage()} text={money(0 - line.breakageMinor)} />
            <Row strong label={m.closing_deferred_after()} text={money(line.deferredAfterMinor)} />
          </dl>
        );
      })}
    </Card>
  );
}

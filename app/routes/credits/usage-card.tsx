import { Card } from "#app/ui/card.tsx";
import { Chart } from "#app/ui/chart.tsx";
import { formatDate, formatNumber, formatPt } from "#app/ui/format.ts";
import { m } from "#messages";
import type { UsageSeries } from "./usage-chart.ts";

interface UsageCardProps {
  usage: UsageSeries;
  modelNames: Record<string, string>;
}

/** What was used on each day, by model, as bars and as a table. */
export function UsageCard({ usage, modelNames }: UsageCardProps) {
  const { days, series, totalMicroPt, answers } = usage;
  const summary = m.credits_usage_sum({
    total: formatPt(totalMicroPt),
    answers: formatNumber(answers),
  });
  return (
    <Card title={m.credits_usage()} description={summary}>
      {totalMicroPt === 0 ? (
        <p className="text-muted">{m.credits_usage_none()}</p>
      ) : (
        <Chart
          title={m.credits_usage_days()}
          labels={days.map((day) => formatDate(Date.parse(day)))}
          series={series.map(({ model, values }) => ({
            name: model === undefined ? m.credits_usage_others() : (modelNames[model] ?? model),
            values,
          }))}
          format={(value) => formatPt(value)}
          provisional
        />
      )}
    </Card>
  );
}

import { Card } from "#app/ui/card.tsx";
import { formatNumber } from "#app/ui/format.ts";
import { TextLink } from "#app/ui/text-link.tsx";
import type { Lane, LaneSummary } from "#features/reconciliation/schema";
import { m } from "#messages";
import { formatFigure, laneName } from "./reconciliation-words.ts";

const abouts: Record<Lane, () => string> = {
  money: m.closing_reconciliation_lane_money_about,
  pt: m.closing_reconciliation_lane_pt_about,
  usage: m.closing_reconciliation_lane_usage_about,
};

const sides: Record<Lane, { source: () => string; ledger: () => string }> = {
  money: {
    source: m.closing_reconciliation_source_money,
    ledger: m.closing_reconciliation_ledger_money,
  },
  pt: { source: m.closing_reconciliation_source_pt, ledger: m.closing_reconciliation_ledger_pt },
  usage: {
    source: m.closing_reconciliation_source_usage,
    ledger: m.closing_reconciliation_ledger_usage,
  },
};

const order: readonly Lane[] = ["money", "pt", "usage"];

function Sums({ lane, summary }: { lane: Lane; summary: LaneSummary }) {
  const { source, ledger } = sides[lane];
  return (
    <dl className="mt-4 grid grid-cols-2 gap-3 border-t border-line pt-4">
      {(["source", "ledger"] as const).map((side) => (
        <div key={side}>
          <dt className="mb-1 text-xs text-muted">{side === "source" ? source() : ledger()}</dt>
          {summary.sums.map((sum) => (
            <dd key={`${sum.unit} ${sum.currency}`} className="figures font-medium wrap-anywhere">
              {formatFigure(sum[side], sum.unit, sum.currency)}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

interface LaneCardProps {
  lane: Lane;
  /** Of the latest run; undefined before the first. */
  summary: LaneSummary | undefined;
  /** Open discrepancies; left out where one run is shown. */
  open?: number | undefined;
}

function LaneCard({ lane, summary, open }: LaneCardProps) {
  const isIdle = summary === undefined || (summary.matched === 0 && summary.found === 0);
  return (
    <Card title={laneName(lane)} description={abouts[lane]()}>
      <dl className="flex flex-wrap gap-x-8 gap-y-3">
        {open === undefined ? null : (
          <div>
            <dt className="text-muted">{m.closing_reconciliation_open()}</dt>
            <dd className="figures mt-1 flex items-center gap-2 text-lg font-semibold tracking-tight">
              {open === 0 ? (
                <span className={summary === undefined ? "" : "text-success"}>
                  {formatNumber(0)}
                </span>
              ) : (
                <TextLink to={`?lane=${lane}&state=open`} className="text-danger">
                  {formatNumber(open)}
                </TextLink>
              )}
            </dd>
          </div>
        )}
        <div>
          <dt className="text-muted">{m.closing_reconciliation_matched()}</dt>
          <dd className="figures mt-1 text-lg font-semibold tracking-tight">
            {summary === undefined ? "–" : formatNumber(summary.matched)}
          </dd>
        </div>
        {open !== undefined || summary === undefined ? null : (
          <div>
            <dt className="text-muted">{m.closing_reconciliation_differences()}</dt>
            <dd className="figures mt-1 text-lg font-semibold tracking-tight">
              {formatNumber(summary.found)}
            </dd>
          </div>
        )}
      </dl>
      {isIdle ? (
        <p className="mt-4 border-t border-line pt-4 text-muted">
          {summary === undefined
            ? m.closing_reconciliation_never()
            : m.closing_reconciliation_lane_nothing()}
        </p>
      ) : (
        <Sums lane={lane} summary={summary} />
      )}
    </Card>
  );
}

interface LanesProps {
  summaries: Record<Lane, LaneSummary> | undefined;
  open?: Record<Lane, number>;
}

/** What was compared in each lane: how much agrees, what is open, and the sums of both sides. */
export function Lanes({ summaries, open }: LanesProps) {
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-3">
      {order.map((lane) => (
        <LaneCard key={lane} lane={lane} summary={summaries?.[lane]} open={open?.[lane]} />
      ))}
    </div>
  );
}

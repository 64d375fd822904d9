import type { ReactNode } from "react";
import { formatNumber } from "#app/ui/format.ts";
import { Stat, Stats } from "#app/ui/stat.tsx";
import type { LedgerCheckView } from "#features/credits/schema";
import type { ConnectorView, ScheduledJobView } from "#features/operations/schema";
import { m } from "#messages";

interface OverviewProps {
  parked: number;
  check: LedgerCheckView | undefined;
  jobs: ScheduledJobView[];
  connectors: ConnectorView[];
}

function Alarm({ children }: { children: string }) {
  return <span className="font-medium text-danger">{children}</span>;
}

function ledgerNote(check: LedgerCheckView | undefined): ReactNode {
  if (check === undefined) return m.operations_stat_ledgers_none();
  if (check.failed === 0) return m.operations_stat_ledgers_ok();
  return <Alarm>{m.operations_stat_ledgers_failed({ count: check.failed })}</Alarm>;
}

/** The four figures that say whether anything needs the operator. */
export function Overview({ parked, check, jobs, connectors }: OverviewProps) {
  const failed = jobs.filter(({ lastRun }) => lastRun?.ok === false).length;
  const outside = connectors.filter(({ id }) => id !== "mail");
  const connected = outside.filter(({ state }) => state === "connected").length;
  const failing = outside.filter(({ state }) => state === "failing").length;
  return (
    <Stats>
      <Stat
        label={m.operations_parked()}
        value={formatNumber(parked)}
        note={
          parked === 0 ? (
            m.operations_stat_parked_ok()
          ) : (
            <Alarm>{m.operations_stat_parked_wait()}</Alarm>
          )
        }
      />
      <Stat
        label={m.operations_stat_ledgers()}
        value={check === undefined ? "–" : formatNumber(check.accounts)}
        note={ledgerNote(check)}
      />
      <Stat
        label={m.operations_jobs()}
        value={formatNumber(jobs.length)}
        note={
          failed === 0 ? (
            m.operations_stat_jobs_ok()
          ) : (
            <Alarm>{m.operations_stat_jobs_failed({ count: failed })}</Alarm>
          )
        }
      />
      <Stat
        label={m.operations_connectors()}
        value={m.operations_stat_connectors_of({ connected, total: outside.length })}
        note={
          failing === 0 ? (
            m.operations_stat_connectors_note()
          ) : (
            <Alarm>{m.operations_stat_connectors_failing({ count: failing })}</Alarm>
          )
        }
      />
    </Stats>
  );
}

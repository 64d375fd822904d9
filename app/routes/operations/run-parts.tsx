import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import { formatDuration } from "#app/ui/format.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import type { CronRunView } from "#features/operations/schema";
import { m } from "#messages";
import { reportFacts } from "./report-facts.ts";
import type { RunState } from "./run-state.ts";

const looks: Record<RunState, { tone: BadgeTone; label: () => string }> = {
  never: { tone: "neutral", label: m.operations_never },
  running: { tone: "info", label: m.operations_result_running },
  "cut-short": { tone: "warning", label: m.operations_result_cut },
  succeeded: { tone: "success", label: m.operations_result_ok },
  failed: { tone: "danger", label: m.operations_result_failed },
};

export function RunBadge({ state }: { state: RunState }) {
  const { tone, label } = looks[state];
  return <Badge tone={tone}>{label()}</Badge>;
}

/** When a run began and how long it took. */
export function RunTime({ run }: { run: CronRunView }) {
  return (
    <span className="text-nowrap">
      <RelativeTime atMs={run.startedAtMs} />
      {run.endedAtMs === null ? null : (
        <span className="block text-xs text-muted">
          {m.operations_took({ duration: formatDuration(run.endedAtMs - run.startedAtMs) })}
        </span>
      )}
    </span>
  );
}

/** What a run says it did, in its own words. */
export function RunFacts({ run }: { run: CronRunView }) {
  const facts = reportFacts(run.report);
  if (facts.length === 0) return <span className="text-muted">–</span>;
  return (
    <ul dir="ltr" lang="en" className="flex flex-wrap gap-x-3 gap-y-0.5 font-mono text-xs">
      {facts.map(({ name, value }) => (
        <li key={name} className="wrap-anywhere">
          <span className="text-muted">{name}</span> {value}
        </li>
      ))}
    </ul>
  );
}

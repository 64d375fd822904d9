import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import type { CronRunView } from "#features/operations/schema";
import { m } from "#messages";
import { DisclosureMark } from "./disclosure-mark.tsx";
import { RunBadge } from "./run-parts.tsx";
import { decideRunState } from "./run-state.ts";

interface JobRunsProps {
  name: string;
  runs: CronRunView[];
  nowMs: number;
}

/** The latest runs of one job, each with its whole report. */
export function JobRuns({ name, runs, nowMs }: JobRunsProps) {
  return (
    <Card
      flush
      id="runs"
      title={m.operations_runs_of({ name })}
      actions={
        <LinkButton size="sm" variant="quiet" to="/operations#jobs">
          {m.operations_runs_close()}
        </LinkButton>
      }
    >
      {runs.length === 0 ? (
        <EmptyState title={m.operations_runs_none()} />
      ) : (
        <ul className="divide-y divide-line">
          {runs.map((run) => (
            <li key={run.id}>
              <details className="group">
                <summary className="flex items-center gap-3 px-5 py-2.5 hover:bg-paper">
                  <DisclosureMark />
                  <span className="flex-1">
                    <RelativeTime atMs={run.startedAtMs} absolute />
                  </span>
                  <RunBadge state={decideRunState(run, nowMs)} />
                </summary>
                <pre
                  dir="ltr"
                  className="overflow-x-auto bg-paper px-5 py-3 text-start font-mono text-xs"
                >
                  {JSON.stringify(run.report, null, 2)}
                </pre>
              </details>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

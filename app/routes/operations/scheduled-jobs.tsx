import { useFetcher } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type { ScheduledJobName, ScheduledJobView, Schedule } from "#features/operations/schema";
import { m } from "#messages";
import type { OperationsAnswer } from "./action-words.ts";
import { plainQuery } from "./plain-query.ts";
import { RunBadge, RunFacts, RunTime } from "./run-parts.tsx";
import { decideRunState } from "./run-state.ts";
import { useAnswerToast } from "./use-answer-toast.ts";

const schedules: Record<Schedule, () => string> = {
  "five-minutely": m.operations_schedule_five,
  nightly: m.operations_schedule_nightly,
  "by-hand": m.operations_schedule_hand,
};

const purposes: Record<ScheduledJobName, () => string> = {
  "sweep-outbox": m.operations_job_sweep_outbox,
  "carry-adopted": m.operations_job_carry_adopted,
  "catch-up-stripe-events": m.operations_job_catch_up_stripe_events,
  "sweep-stripe-events": m.operations_job_sweep_stripe_events,
  "sweep-webhooks": m.operations_job_sweep_webhooks,
  "sweep-mails": m.operations_job_sweep_mails,
  "expire-mails": m.operations_job_expire_mails,
  "recover-mails": m.operations_job_recover_mails,
  "expire-inbound-mails": m.operations_job_expire_inbound_mails,
  "expire-mail-webhooks": m.operations_job_expire_mail_webhooks,
  "expire-webhooks": m.operations_job_expire_webhooks,
  "expire-tokens": m.operations_job_expire_tokens,
  "recover-webhooks": m.operations_job_recover_webhooks,
  "sweep-channels": m.operations_job_sweep_channels,
  "expire-channels": m.operations_job_expire_channels,
  "recover-channels": m.operations_job_recover_channels,
  "send-digests": m.operations_job_send_digests,
  "expire-stripe-events": m.operations_job_expire_stripe_events,
  "recover-stripe-events": m.operations_job_recover_stripe_events,
  "sweep-plans": m.operations_job_sweep_plans,
  "sweep-billing": m.operations_job_sweep_billing,
  "continue-self-check": m.operations_job_continue_self_check,
  "continue-reconciliation": m.operations_job_continue_reconciliation,
  "sweep-payments": m.operations_job_sweep_payments,
  "check-cards": m.operations_job_check_cards,
  "close-months": m.operations_job_close_months,
  "sweep-disputes": m.operations_job_sweep_disputes,
  "sweep-deletions": m.operations_job_sweep_deletions,
  "sweep-exports": m.operations_job_sweep_exports,
  "self-check": m.operations_job_self_check,
  reconcile: m.operations_job_reconcile,
  "watch-margins": m.operations_job_watch_margins,
  "expire-sessions": m.operations_job_expire_sessions,
  "expire-idempotency": m.operations_job_expire_idempotency,
  "apply-retention": m.operations_job_apply_retention,
  "rotate-field-keys": m.operations_job_rotate_field_keys,
  "purge-workspaces": m.operations_job_purge_workspaces,
  "check-domains": m.operations_job_check_domains,
  "recover-outbox": m.operations_job_recover_outbox,
  "seed-demo": m.operations_job_seed_demo,
};

interface RunButtonProps {
  name: ScheduledJobName;
  label?: string;
  running: boolean;
}

/** Starts a scheduled job on the work queue. */
export function RunButton({ name, label, running }: RunButtonProps) {
  const fetcher = useFetcher<OperationsAnswer>();
  useAnswerToast(fetcher.data);
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="run" />
      <Button
        type="submit"
        size="sm"
        name="job"
        value={name}
        pending={running || fetcher.state !== "idle"}
        aria-label={label === undefined ? m.operations_run_job({ name }) : undefined}
      >
        {label ?? m.operations_run()}
      </Button>
    </fetcher.Form>
  );
}

function columnsOf(nowMs: number): Column<ScheduledJobView>[] {
  return [
    {
      id: "name",
      header: m.operations_job(),
      cell: ({ name }) => (
        <div className="max-w-sm py-2 text-start">
          <TextLink
            to={`?job=${name}#runs`}
            aria-label={m.operations_runs_show({ name })}
            className="font-mono"
          >
            <bdi>{name}</bdi>
          </TextLink>
          <p className="font-normal text-muted">{purposes[name]()}</p>
        </div>
      ),
    },
    {
      id: "schedule",
      header: m.operations_schedule(),
      cell: ({ schedule }) => <span className="text-nowrap">{schedules[schedule]()}</span>,
    },
    {
      id: "last",
      header: m.operations_last_run(),
      cell: ({ lastRun }) => (lastRun === null ? m.operations_never() : <RunTime run={lastRun} />),
    },
    {
      id: "result",
      header: m.operations_result(),
      cell: ({ lastRun }) =>
        lastRun === null ? (
          <span className="text-muted">–</span>
        ) : (
          <RunBadge state={decideRunState(lastRun, nowMs)} />
        ),
    },
    {
      id: "report",
      header: m.operations_report(),
      cell: ({ lastRun }) =>
        lastRun === null ? <span className="text-muted">–</span> : <RunFacts run={lastRun} />,
    },
    {
      id: "actions",
      header: m.shell_table_actions(),
      align: "end",
      cell: ({ name, lastRun }) => (
        <RunButton name={name} running={decideRunState(lastRun, nowMs) === "running"} />
      ),
    },
  ];
}

/** What runs by the clock, with what its latest run did. */
export function ScheduledJobs({ jobs, nowMs }: { jobs: ScheduledJobView[]; nowMs: number }) {
  return (
    <Card flush id="jobs" title={m.operations_jobs()} description={m.operations_jobs_about()}>
      <Table
        caption={m.operations_jobs()}
        rows={jobs}
        columns={columnsOf(nowMs)}
        rowId={({ name }) => name}
        query={plainQuery}
        empty={null}
      />
    </Card>
  );
}

import { CircleCheck } from "lucide-react";
import { Form, useFetcher } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import type { TableQuery } from "#app/ui/table-query.ts";
import type { ParkedJobView } from "#features/operations/schema";
import { m } from "#messages";
import { DisclosureMark } from "./disclosure-mark.tsx";
import type { OperationsAnswer } from "./action-words.ts";
import { useAnswerToast } from "./use-answer-toast.ts";

function ReplayButton({ job }: { job: ParkedJobView }) {
  const fetcher = useFetcher<OperationsAnswer>();
  useAnswerToast(fetcher.data);
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="replay" />
      <Button
        type="submit"
        size="sm"
        name="ids"
        value={job.id}
        pending={fetcher.state !== "idle"}
        aria-label={m.operations_replay_one({ type: job.type })}
      >
        {m.operations_replay()}
      </Button>
    </fetcher.Form>
  );
}

function columnsOf(): Column<ParkedJobView>[] {
  return [
    {
      id: "type",
      header: m.operations_job(),
      cell: ({ type, payload }) => (
        <div className="py-2 text-start">
          <code dir="ltr">{type}</code>
          <details className="group font-normal text-muted">
            <summary className="flex w-fit items-center gap-1 text-xs hover:text-ink">
              <DisclosureMark />
              {m.operations_payload()}
            </summary>
            <pre dir="ltr" className="mt-1 max-w-xs overflow-x-auto text-start font-mono text-xs">
              {JSON.stringify(payload, null, 1)}
            </pre>
          </details>
        </div>
      ),
    },
    {
      id: "reason",
      header: m.operations_reason(),
      cell: ({ reason }) => (
        <p className="my-2 line-clamp-2 max-w-md wrap-anywhere" title={reason}>
          <bdi lang="en">{reason}</bdi>
        </p>
      ),
    },
    { id: "tries", header: m.operations_tries(), align: "end", cell: ({ tries }) => tries },
    {
      id: "since",
      header: m.operations_since(),
      align: "end",
      cell: ({ parkedAtMs }) => (
        <span className="text-nowrap">
          <RelativeTime atMs={parkedAtMs} />
        </span>
      ),
    },
    {
      id: "actions",
      header: m.shell_table_actions(),
      align: "end",
      cell: (job) => <ReplayButton job={job} />,
    },
  ];
}

interface ParkedJobsProps {
  jobs: ParkedJobView[];
  nextCursor: string | null;
  query: TableQuery;
}

/** The queue messages that were set aside, each with the reason and a way back. */
export function ParkedJobs({ jobs, nextCursor, query }: ParkedJobsProps) {
  return (
    <Card
      flush
      id="parked"
      title={m.operations_parked()}
      description={m.operations_parked_about()}
      actions={
        jobs.length === 0 ? undefined : (
          <Form method="post" preventScrollReset>
            <Button type="submit" size="sm" name="intent" value="replay-all">
              {m.operations_replay_all()}
            </Button>
          </Form>
        )
      }
    >
      <Table
        caption={m.operations_parked()}
        rows={jobs}
        columns={columnsOf()}
        rowId={({ id }) => id}
        rowName={({ type }) => type}
        query={query}
        nextCursor={nextCursor}
        selection={{
          actions: (
            <Button type="submit" size="sm" name="intent" value="replay">
              {m.operations_replay()}
            </Button>
          ),
        }}
        empty={
          <EmptyState icon={CircleCheck} title={m.operations_parked_none()}>
            {m.operations_parked_none_text()}
          </EmptyState>
        }
      />
    </Card>
  );
}

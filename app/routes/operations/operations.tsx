import { ctxOf } from "#app/context.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { Problem } from "#core/problem";
import { listLedgerChecks } from "#features/credits";
import { mayReadOutbox } from "#features/mail";
import {
  countParked,
  listConnectors,
  listCronRuns,
  listParked,
  listRefusedSettings,
  listScheduledJobs,
  replayAllParked,
  replayParked,
  requestJobRun,
} from "#features/operations";
import { isScheduledJobName } from "#features/operations/schema";
import { m } from "#messages";
import type { Route } from "./+types/operations";
import { textField } from "../chat/form-fields.ts";
import { actionWords, type OperationsAnswer, refusalOf } from "./action-words.ts";
import { Connectors, RefusedSettings } from "./connectors.tsx";
import { JobRuns } from "./job-runs.tsx";
import { LedgerCheck } from "./ledger-check.tsx";
import { Overview } from "./overview.tsx";
import { ParkedJobs } from "./parked-jobs.tsx";
import { decideRunState } from "./run-state.ts";
import { ScheduledJobs } from "./scheduled-jobs.tsx";
import { useFollowRuns } from "./use-follow-runs.ts";

export const handle = { crumb: () => m.operations_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.operations_title()} · ${m.brand_name()}` }];
}

const RUNS_SHOWN = 20;
const PARKED_SHOWN = 20;

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const url = new URL(request.url);
  const query = parseTableQuery(url);
  const asked = url.searchParams.get("job") ?? "";
  const shown = isScheduledJobName(asked) ? asked : undefined;
  const [parked, waiting, jobs, checks, connectors, runs] = await Promise.all([
    listParked(ctx, { cursor: query.cursor, limit: PARKED_SHOWN }),
    countParked(ctx),
    listScheduledJobs(ctx),
    listLedgerChecks(ctx, 1),
    listConnectors(ctx),
    shown === undefined ? [] : listCronRuns(ctx, shown, RUNS_SHOWN),
  ]);
  return {
    query,
    parked,
    waiting,
    jobs,
    connectors,
    check: checks[0],
    shown: shown === undefined ? undefined : { name: shown, runs },
    refused: listRefusedSettings(ctx),
    mailbox: mayReadOutbox(ctx),
    nowMs: ctx.clock.now(),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (textField(form, "intent")) {
    case "replay": {
      const ids = form.getAll("ids").filter((id) => typeof id === "string");
      for (const id of ids) await replayParked(ctx, id);
      return { replayed: ids.length };
    }
    case "replay-all":
      return { replayed: await replayAllParked(ctx) };
    case "run": {
      const name = textField(form, "job") ?? "";
      await requestJobRun(ctx, name);
      return { requested: name };
    }
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

function Answer({ answer }: { answer: OperationsAnswer | undefined }) {
  if (answer === undefined) return null;
  const refusal = refusalOf(answer);
  return refusal === undefined ? (
    <output className="block">
      <Notice tone="success">{actionWords(answer)}</Notice>
    </output>
  ) : (
    <Notice tone="danger" urgent title={refusal.title}>
      {refusal.advice}
    </Notice>
  );
}

/** How the deployment does, for whoever runs it. */
export default function Operations({ loaderData, actionData }: Route.ComponentProps) {
  const { query, parked, waiting, jobs, connectors, check, shown, refused, mailbox, nowMs } =
    loaderData;
  const running = jobs.filter(({ lastRun }) => decideRunState(lastRun, nowMs) === "running");
  useFollowRuns(running.length > 0);
  return (
    <Page>
      <PageHeader title={m.operations_title()} description={m.operations_about()} />
      <div className="grid grid-cols-1 gap-6">
        <Answer answer={actionData} />
        <Overview parked={waiting} check={check} jobs={jobs} connectors={connectors} />
        <RefusedSettings settings={refused} />
        <ParkedJobs jobs={parked.items} nextCursor={parked.nextCursor} query={query} />
        <LedgerCheck check={check} running={running.some(({ name }) => name === "self-check")} />
        <ScheduledJobs jobs={jobs} nowMs={nowMs} />
        {shown === undefined ? null : <JobRuns name={shown.name} runs={shown.runs} nowMs={nowMs} />}
        <Connectors connectors={connectors} mailbox={mailbox} />
      </div>
    </Page>
  );
}

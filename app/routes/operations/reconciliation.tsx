import { Form, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import type { FormOutcome } from "#app/ui/problem-view.ts";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { listReportConnections, listUsageImports } from "#features/provider-usage";
import { usageColumns } from "#features/provider-usage/schema";
import {
  countDiscrepancies,
  listDiscrepancies,
  listOwners,
  listRuns,
} from "#features/reconciliation";
import {
  DiscrepancyQuery,
  discrepancySorts,
  discrepancyStates,
  discrepancyTypes,
  lanes,
  type RunView,
} from "#features/reconciliation/schema";
import { m } from "#messages";
import type { Route } from "./+types/reconciliation";
import { actOnReconciliation, type ReconciliationAnswer } from "./reconciliation-action.ts";
import { Imports, importedWords } from "./reconciliation-imports.tsx";
import { Lanes } from "./reconciliation-lanes.tsx";
import { DiscrepancyList } from "./reconciliation-list.tsx";
import { Runs } from "./reconciliation-runs.tsx";
import { Sources } from "./reconciliation-sources.tsx";
import { stageName } from "./reconciliation-words.ts";
import { useFollowRuns } from "./use-follow-runs.ts";

export const handle = { crumb: () => m.closing_reconciliation_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.closing_reconciliation_title()} · ${m.brand_name()}` }];
}

const RUNS_SHOWN = 8;
const IMPORTS_SHOWN = 5;
const PAGE = 25;

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const url = new URL(request.url);
  const owners = await listOwners(ctx);
  const query = parseTableQuery(url, {
    sorts: discrepancySorts,
    filters: {
      state: discrepancyStates,
      type: discrepancyTypes,
      lane: lanes,
      owner: ["none", ...owners.map(({ userId }) => userId)],
    },
  });
  const isDefault = [...url.searchParams.keys()].every((name) => name === "col");
  if (isDefault) query.filters = { state: "open" };
  const { by, descending } = query.sort ?? { by: "seen", descending: true };
  const wanted = DiscrepancyQuery.parse({
    ...query.filters,
    search: query.search,
    sort: descending ? `-${by}` : by,
    limit: PAGE,
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
  });
  const [found, open, runs, connections, imports] = await Promise.all([
    listDiscrepancies(ctx, wanted),
    countDiscrepancies(ctx),
    listRuns(ctx, { limit: RUNS_SHOWN }),
    listReportConnections(ctx),
    listUsageImports(ctx, { limit: IMPORTS_SHOWN }),
  ]);
  const exported = new URLSearchParams({ ...query.filters, q: query.search });
  return {
    query,
    isDefault,
    found,
    open: open.byLane,
    runs: runs.items,
    connections,
    imports: imports.items,
    owners,
    stripeConnected: ctx.settings.stripe !== undefined,
    columns: [...usageColumns],
    values: {
      states: [...discrepancyStates],
      types: [...discrepancyTypes],
      lanes: [...lanes],
    },
    exportHref: `/operations/reconciliation.csv?${exported.toString()}`,
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  return await actOnReconciliation(ctxOf(context), await request.formData());
}

function answerWords(answer: ReconciliationAnswer): { title: string; text?: string } {
  switch (answer.done) {
    case "started":
      return { title: m.closing_reconciliation_started() };
    case "fixed":
      return {
        title: m.closing_reconciliation_fixed_bulk({ count: answer.fixed }),
        ...(answer.stillOpen === 0
          ? {}
          : { text: m.closing_reconciliation_still_open({ count: answer.stillOpen }) }),
      };
    case "taken":
      return { title: m.closing_reconciliation_taken_over({ count: answer.count }) };
    case "imported":
      return { title: importedWords(answer) };
  }
}

function Answer({ answer }: { answer: ReconciliationAnswer | FormOutcome | undefined }) {
  if (answer === undefined) return null;
  if ("done" in answer) {
    const { title, text } = answerWords(answer);
    const isPartly = answer.done === "fixed" && answer.stillOpen > 0;
    return (
      <output className="block">
        <Notice tone={isPartly ? "warning" : "success"} title={title}>
          {text === undefined ? null : <p className="text-muted">{text}</p>}
        </Notice>
      </output>
    );
  }
  if (answer.problem === undefined) return null;
  return (
    <Notice tone="danger" urgent title={answer.problem.title}>
      <p dir="auto">{answer.problem.detail ?? answer.problem.advice}</p>
    </Notice>
  );
}

function Running({ run }: { run: RunView }) {
  return (
    <Notice title={m.closing_reconciliation_running()}>
      <p className="text-muted">
        {m.closing_reconciliation_running_text({ stage: stageName(run.stage) })}
      </p>
    </Notice>
  );
}

function RunNow({ running }: { running: boolean }) {
  const navigation = useNavigation();
  const isSent = navigation.formData?.get("intent") === "run";
  return (
    <Form method="post">
      <Button type="submit" variant="primary" name="intent" value="run" pending={running || isSent}>
        {m.closing_reconciliation_run_now()}
      </Button>
    </Form>
  );
}

/** Whether the ledgers, Stripe and the AI providers say the same. */
export default function Reconciliation({ loaderData, actionData }: Route.ComponentProps) {
  const { runs, found, query, isDefault, values, owners, exportHref } = loaderData;
  const running = runs.find(({ state }) => state === "running");
  const latest = runs.find(({ state }) => state === "finished");
  // What was done to several is told where they were chosen.
  const isOfList =
    actionData !== undefined &&
    "done" in actionData &&
    (actionData.done === "fixed" || actionData.done === "taken");
  useFollowRuns(running !== undefined);
  return (
    <Page>
      <PageHeader
        title={m.closing_reconciliation_title()}
        description={m.closing_reconciliation_about()}
        actions={<RunNow running={running !== undefined} />}
      />
      <div className="grid grid-cols-1 gap-6">
        {isOfList ? null : <Answer answer={actionData} />}
        {running === undefined ? null : <Running run={running} />}
        <Lanes summaries={latest?.lanes} open={loaderData.open} />
        {isOfList ? <Answer answer={actionData} /> : null}
        <DiscrepancyList
          items={found.items}
          nextCursor={found.nextCursor}
          query={query}
          isDefault={isDefault}
          values={values}
          owners={owners}
          exportHref={exportHref}
          hasRun={latest !== undefined}
        />
        <Sources
          stripeConnected={loaderData.stripeConnected}
          connections={loaderData.connections}
          notes={latest?.notes}
        />
        <Runs runs={runs} />
        <Imports imports={loaderData.imports} columns={loaderData.columns} />
      </div>
    </Page>
  );
}

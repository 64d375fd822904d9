import { useState } from "react";
import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatMoney, formatNumber } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { planName, planTitle } from "#app/ui/plan-name.ts";
import { Pt } from "#app/ui/pt.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { MICRO_PER_PT } from "#core/money";
import { Problem } from "#core/problem";
import { plans } from "#features/models/schema";
import { listOperators } from "#features/identity";
import { currentPlan, listPlanVersions, publishPlan } from "#features/plans";
import {
  currencies,
  intervals,
  type PlanPrice,
  type PlanVersionView,
  priceOf,
} from "#features/plans/schema";
import { m } from "#messages";
import type { Route } from "./+types/plan";
import { plainQuery } from "./plain-query.ts";
import { diffTerms } from "./plan-diff.ts";
import { PlanFields, type PlanFieldValues, type PriceValue } from "./plan-fields.tsx";
import { amountText, gigabytesText, parsePlanForm } from "./plan-form.ts";
import { PlanReview } from "./plan-review.tsx";

export const handle = {
  crumb: (data: unknown) => (data as Route.ComponentProps["loaderData"] | undefined)?.title ?? "",
};

export function meta({ loaderData }: Route.MetaArgs): Route.MetaDescriptors {
  return [{ title: `${loaderData?.title ?? m.operations_tab_plans()} · ${m.brand_name()}` }];
}

function planOfParams(plan: string) {
  const known = plans.find((one) => one === plan);
  if (known === undefined) throw new Problem("not-found", { detail: "There is no such plan." });
  return known;
}

function priceValues(prices: PlanPrice[]): PriceValue[] {
  return intervals.flatMap((interval) =>
    currencies.map((currency) => {
      const amountMinor = priceOf(prices, interval, currency);
      const amount = amountMinor === undefined ? "" : amountText(amountMinor);
      return { interval, currency, amount };
    }),
  );
}

function fieldValues(version: PlanVersionView): PlanFieldValues {
  const { storageBytes, prices, seatPrices, ...rest } = version;
  return {
    ...rest,
    storageGb: gigabytesText(storageBytes),
    prices: priceValues(prices),
    seatPrices: priceValues(seatPrices),
  };
}

export async function loader({ request, context, params }: Route.LoaderArgs) {
  const plan = planOfParams(params.plan);
  const ctx = ctxOf(context);
  const [versions, operators] = await Promise.all([
    listPlanVersions(ctx, plan),
    listOperators(ctx),
  ]);
  const [current] = versions;
  if (current === undefined) throw new Problem("not-found");
  return {
    plan,
    title: planTitle(current),
    version: current.version,
    values: fieldValues(current),
    history: versions.map((one) => ({
      id: one.id,
      version: one.version,
      publishedAtMs: one.publishedAtMs,
      publishedBy: one.publishedBy,
      publisher: operators.find(({ userId }) => userId === one.publishedBy)?.name,
      ptPerPeriod: one.ptPerPeriod,
      monthMinor: priceOf(one.prices, "month", "usd") ?? 0,
      workspaces: one.workspaces,
    })),
    published: new URL(request.url).searchParams.has("published"),
  };
}

/** Every field of the form as it was sent, for the page that comes back. */
function sentValues(form: FormData): Record<string, string | string[]> {
  const names = new Set(form.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const texts = form.getAll(name).filter((value) => typeof value === "string");
      return [name, texts.length === 1 ? (texts[0] ?? "") : texts];
    }),
  );
}

export async function action({ request, context, params }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const plan = planOfParams(params.plan);
  const versions = await listPlanVersions(ctx, plan);
  const form = await request.formData();
  const terms = parsePlanForm(form);
  const reviewed = JSON.stringify(terms);
  // What is published is what was reviewed; an edit in between is shown again first.
  if (form.get("intent") === "publish" && form.get("reviewed") === reviewed) {
    const basedOnVersion = Number(form.get("basedOnVersion"));
    await publishPlan(ctx, plan, { ...terms, basedOnVersion });
    throw redirect(`/operations/plans/${plan}?published`);
  }
  const current = await currentPlan(ctx, plan);
  return {
    values: sentValues(form),
    review: {
      changes: diffTerms(current, terms),
      reviewed,
      version: current.version + 1,
      keeping: versions.reduce((sum, { workspaces }) => sum + workspaces, 0),
    },
  };
}

type HistoryRow = Route.ComponentProps["loaderData"]["history"][number];

function historyColumns(current: number): Column<HistoryRow>[] {
  return [
    {
      id: "version",
      header: m.plans_column_version(),
      cell: ({ version }) => (
        <span className="inline-flex items-center gap-2">
          {formatNumber(version)}
          {version === current ? <Badge tone="success">{m.plans_on_offer()}</Badge> : null}
        </span>
      ),
    },
    {
      id: "price",
      header: m.plans_column_month(),
      align: "end",
      cell: ({ monthMinor }) => <span className="figures">{formatMoney(monthMinor, "usd")}</span>,
    },
    {
      id: "pt",
      header: m.plans_field_pt(),
      align: "end",
      cell: ({ ptPerPeriod }) => <Pt microPt={ptPerPeriod * MICRO_PER_PT} />,
    },
    {
      id: "workspaces",
      header: m.plans_column_workspaces(),
      align: "end",
      cell: ({ workspaces }) => <span className="figures">{formatNumber(workspaces)}</span>,
    },
    {
      id: "by",
      header: m.plans_column_by(),
      cell: ({ publishedBy, publisher }) =>
        publishedBy === "shipped" ? (
          m.plans_shipped()
        ) : publisher !== undefined ? (
          <span dir="auto">{publisher}</span>
        ) : (
          <code dir="ltr" className="font-mono text-xs">
            {publishedBy}
          </code>
        ),
    },
    {
      id: "published",
      header: m.plans_column_published(),
      align: "end",
      cell: ({ publishedAtMs }) => <RelativeTime atMs={publishedAtMs} />,
    },
  ];
}

/** One plan: its terms as a form whose changes are shown before they are published, and its past. */
export default function Plan({ loaderData, actionData }: Route.ComponentProps) {
  const { plan, title, version, values, history, published } = loaderData;
  const [edited, setEdited] = useState(false);
  const review = actionData !== undefined && "review" in actionData ? actionData.review : undefined;
  return (
    <Page width="list">
      <PageHeader
        title={title}
        description={m.plans_edit_about({ plan: planName(plan), version: formatNumber(version) })}
        actions={<LinkButton to="/operations/plans">{m.operations_tab_plans()}</LinkButton>}
      />
      <div className="grid grid-cols-1 gap-6">
        {published && review === undefined ? (
          <output className="block">
            <Notice tone="success">{m.plans_published({ version })}</Notice>
          </output>
        ) : null}
        <Form
          key={version}
          guarded
          onChange={() => setEdited(true)}
          onSubmit={() => setEdited(false)}
          className="gap-6"
        >
          <input type="hidden" name="basedOnVersion" value={version} />
          {review === undefined || edited ? null : (
            <PlanReview key={review.reviewed} review={review} />
          )}
          <PlanFields values={values} canRenew={plan === "free"} />
          <div className="flex flex-wrap justify-end gap-2">
            <Button
              type="submit"
              name="intent"
              value="review"
              variant={review === undefined || edited ? "primary" : "secondary"}
            >
              {m.plans_review()}
            </Button>
          </div>
        </Form>
        <Card flush title={m.plans_history()} description={m.plans_history_text()}>
          <Table
            caption={m.plans_history()}
            rows={history}
            rowId={({ id }) => id}
            columns={historyColumns(version)}
            query={plainQuery}
            empty={null}
          />
        </Card>
      </div>
    </Page>
  );
}

import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatMoney, formatNumber, formatPercent } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { planName } from "#app/ui/plan-name.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Stat, Stats } from "#app/ui/stat.tsx";
import { Switch } from "#app/ui/switch.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import {
  findMarginReport,
  findMarginSettings,
  updateMarginSettings,
  watchMargins,
} from "#features/margins";
import type {
  AccountMargin,
  Light,
  Margin,
  MarginReport,
  ModelMargin,
  PlanMargin,
} from "#features/margins/schema";
import { m } from "#messages";
import type { Route } from "./+types/margins";
import { plainQuery } from "./plain-query.ts";

export const handle = { crumb: () => m.operations_tab_margins() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.operations_tab_margins()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const report = await findMarginReport(ctx);
  return { report: report ?? null, settings: await findMarginSettings(ctx) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  if (form.get("intent") === "report") await watchMargins(ctx);
  else await updateMarginSettings(ctx, { autoRoute: form.get("autoRoute") !== null });
  return null;
}

const usd = (micro: number) => formatMoney(Math.round(micro / 10_000), "usd");

function lightName(light: Light): string {
  switch (light) {
    case "green":
      return m.closing_light_green();
    case "yellow":
      return m.closing_light_yellow();
    case "red":
      return m.closing_light_red();
  }
}

const tones = { green: "success", yellow: "warning", red: "danger" } as const;

function LightBadge({ light }: { light: Light | null }) {
  if (light === null) return <Badge>{m.closing_light_none()}</Badge>;
  return <Badge tone={tones[light]}>{lightName(light)}</Badge>;
}

function marginColumns<Row extends Margin>(): Column<Row>[] {
  return [
    {
      id: "revenue",
      header: m.closing_revenue(),
      align: "end",
      cell: ({ revenueMicroUsd }) => usd(revenueMicroUsd),
    },
    {
      id: "cost",
      header: m.closing_margin_cost(),
      align: "end",
      cell: ({ costMicroUsd }) =>
        costMicroUsd === null ? m.closing_margin_unknown() : usd(costMicroUsd),
    },
    {
      id: "margin",
      header: m.closing_margin(),
      align: "end",
      cell: ({ marginPercent }) => (marginPercent === null ? "–" : formatPercent(marginPercent, 1)),
    },
    {
      id: "light",
      header: m.closing_light(),
      cell: ({ light }) => <LightBadge light={light} />,
    },
  ];
}

function planColumns(): Column<PlanMargin>[] {
  return [
    { id: "plan", header: m.closing_margin_plan(), cell: ({ plan }) => planName(plan) },
    {
      id: "accounts",
      header: m.closing_accounts(),
      align: "end",
      cell: ({ accounts }) => formatNumber(accounts),
    },
    ...marginColumns<PlanMargin>(),
  ];
}

function modelColumns(): Column<ModelMargin>[] {
  return [
    {
      id: "model",
      header: m.closing_margin_model(),
      cell: ({ model }) => (
        <code dir="ltr" className="font-mono text-xs">
          {model}
        </code>
      ),
    },
    {
      id: "answers",
      header: m.closing_margin_answers(),
      align: "end",
      cell: ({ answers }) => formatNumber(answers),
    },
    ...marginColumns<ModelMargin>(),
  ];
}

function accountColumns(): Column<AccountMargin>[] {
  return [
    {
      id: "workspace",
      header: m.closing_workspace(),
      cell: ({ workspaceName, accountId }) => (
        <>
          <span dir="auto">{workspaceName}</span>
          <code dir="ltr" className="block font-mono text-xs text-muted rtl:text-end">
            {accountId}
          </code>
        </>
      ),
    },
    { id: "plan", header: m.closing_margin_plan(), cell: ({ plan }) => planName(plan) },
    ...marginColumns<AccountMargin>(),
  ];
}

function Figures({ report }: { report: MarginReport }) {
  const { total, reportedCostMicroUsd, ownCostMicroUsd } = report;
  return (
    <Stats>
      <Stat
        label={m.closing_revenue()}
        value={usd(total.revenueMicroUsd)}
        note={m.closing_margin_days({ count: report.days })}
      />
      <Stat
        label={m.closing_margin_cost()}
        value={total.costMicroUsd === null ? m.closing_margin_unknown() : usd(total.costMicroUsd)}
        note={
          reportedCostMicroUsd === null
            ? m.closing_margin_not_reported()
            : m.closing_margin_reported({ amount: usd(reportedCostMicroUsd) })
        }
      />
      {ownCostMicroUsd === undefined ? null : (
        <Stat
          label={m.closing_margin_own()}
          value={ownCostMicroUsd === null ? m.closing_margin_unknown() : usd(ownCostMicroUsd)}
          note={m.closing_margin_own_about()}
        />
      )}
      <Stat
        label={m.closing_margin()}
        value={total.marginPercent === null ? "–" : formatPercent(total.marginPercent, 1)}
        note={<LightBadge light={total.light} />}
      />
    </Stats>
  );
}

function Report({ report }: { report: MarginReport }) {
  const none = <EmptyState title={m.closing_margin_nothing()} />;
  const tables = { query: plainQuery, empty: none };
  return (
    <>
      <Figures report={report} />
      {report.unpricedModels.length === 0 ? null : (
        <Notice
          tone="warning"
          title={m.closing_margin_unpriced()}
          actions={
            <LinkButton to="/models/edit" size="sm">
              {m.closing_margin_price_them()}
            </LinkButton>
          }
        >
          <code dir="ltr" className="font-mono text-xs">
            {report.unpricedModels.join(", ")}
          </code>
        </Notice>
      )}
      <Card flush title={m.closing_margin_by_plan()} description={m.closing_margin_by_plan_about()}>
        <Table
          {...tables}
          caption={m.closing_margin_by_plan()}
          rows={report.plans}
          rowId={({ plan }) => plan}
          columns={planColumns()}
        />
      </Card>
      <Card
        flush
        title={m.closing_margin_by_model()}
        description={m.closing_margin_by_model_about()}
      >
        <Table
          {...tables}
          caption={m.closing_margin_by_model()}
          rows={report.models}
          rowId={({ model }) => model}
          columns={modelColumns()}
        />
      </Card>
      <Card
        flush
        title={m.closing_margin_by_account()}
        description={m.closing_margin_by_account_about()}
      >
        <Table
          {...tables}
          caption={m.closing_margin_by_account()}
          rows={report.accounts}
          rowId={({ accountId }) => accountId}
          columns={accountColumns()}
        />
      </Card>
    </>
  );
}

export default function Margins({ loaderData }: Route.ComponentProps) {
  const { report, settings } = loaderData;
  return (
    <Page>
      <PageHeader
        title={m.operations_tab_margins()}
        description={m.closing_margin_about()}
        actions={
          <Form name="report">
            <div className="flex items-center gap-3">
              {report === null ? null : (
                <span className="text-xs text-muted">
                  <RelativeTime atMs={report.madeAtMs} />
                </span>
              )}
              <Button type="submit" name="intent" value="report">
                {m.closing_margin_report_now()}
              </Button>
            </div>
          </Form>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        {report === null ? (
          <Card>
            <EmptyState title={m.closing_margin_none()}>{m.closing_margin_none_text()}</EmptyState>
          </Card>
        ) : (
          <Report report={report} />
        )}
        <Card title={m.closing_routing()} description={m.closing_routing_about()}>
          <Form name="settings" className="grid justify-items-start gap-4">
            <Switch
              name="autoRoute"
              label={m.closing_routing_switch()}
              defaultChecked={settings.autoRoute}
            />
            {settings.routedPlans.length === 0 ? null : (
              <p className="text-muted">
                {m.closing_routing_now({ plans: settings.routedPlans.map(planName).join(", ") })}
              </p>
            )}
            <Button type="submit">{m.shell_save()}</Button>
          </Form>
        </Card>
      </div>
    </Page>
  );
}

import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { formatMoney, formatNumber, formatPt } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { planTitle } from "#app/ui/plan-name.ts";
import { Pt } from "#app/ui/pt.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { MICRO_PER_PT } from "#core/money";
import { plans as planOrder } from "#features/models/schema";
import { listPacks, listPlanVersions } from "#features/plans";
import { priceOf } from "#features/plans/schema";
import { m } from "#messages";
import type { Route } from "./+types/plans";
import { plainQuery } from "./plain-query.ts";

export const handle = { crumb: () => m.operations_tab_plans() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.operations_tab_plans()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const all = await Promise.all(planOrder.map((plan) => listPlanVersions(ctx, plan)));
  return {
    plans: all.flatMap(([current, ...older]) =>
      current === undefined
        ? []
        : [
            {
              plan: current.plan,
              title: planTitle(current),
              version: current.version,
              ptPerPeriod: current.ptPerPeriod,
              monthMinor: priceOf(current.prices, "month", "usd") ?? 0,
              yearMinor: priceOf(current.prices, "year", "usd") ?? 0,
              onCurrent: current.workspaces,
              onOlder: older.reduce((sum, { workspaces }) => sum + workspaces, 0),
              publishedAtMs: current.publishedAtMs,
            },
          ],
    ),
    packs: await listPacks(ctx),
  };
}

type PlanRow = Route.ComponentProps["loaderData"]["plans"][number];
type PackRow = Route.ComponentProps["loaderData"]["packs"][number];

const money = (amountMinor: number) => (
  <span className="figures">{formatMoney(amountMinor, "usd")}</span>
);

function planColumns(): Column<PlanRow>[] {
  return [
    {
      id: "plan",
      header: m.plans_column_plan(),
      cell: ({ plan, title }) => <TextLink to={`/operations/plans/${plan}`}>{title}</TextLink>,
    },
    {
      id: "version",
      header: m.plans_column_version(),
      align: "end",
      cell: ({ version }) => <span className="figures">{formatNumber(version)}</span>,
    },
    {
      id: "month",
      header: m.plans_column_month(),
      align: "end",
      cell: ({ monthMinor }) => money(monthMinor),
    },
    {
      id: "year",
      header: m.plans_column_year(),
      align: "end",
      cell: ({ yearMinor }) => money(yearMinor),
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
      cell: ({ onCurrent, onOlder }) => (
        <span className="figures">
          {formatNumber(onCurrent + onOlder)}
          {onOlder === 0 ? null : (
            <span className="block text-xs text-muted">
              {m.plans_on_older({ count: onOlder, figure: formatNumber(onOlder) })}
            </span>
          )}
        </span>
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

function packColumns(): Column<PackRow>[] {
  return [
    {
      id: "pt",
      header: m.plans_packs(),
      cell: ({ pt }) => <span className="figures">{formatPt(pt * MICRO_PER_PT)}</span>,
    },
    ...(["usd", "eur", "gbp"] as const).map((currency): Column<PackRow> => ({
      id: currency,
      header: currency.toUpperCase(),
      align: "end",
      cell: ({ prices }) => {
        const price = prices.find((one) => one.currency === currency);
        return (
          <span className="figures">
            {price === undefined ? "–" : formatMoney(price.amountMinor, currency)}
          </span>
        );
      },
    })),
  ];
}

/** What is on offer, for whoever runs the deployment. */
export default function Plans({ loaderData: { plans, packs } }: Route.ComponentProps) {
  return (
    <Page>
      <PageHeader
        title={m.operations_tab_plans()}
        description={m.plans_admin_about()}
        actions={
          <LinkButton to="/pricing" reloadDocument>
            {m.plans_see_page()}
          </LinkButton>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <Card flush title={m.plans_versions()}>
          <Table
            caption={m.plans_versions()}
            rows={plans}
            rowId={({ plan }) => plan}
            columns={planColumns()}
            query={plainQuery}
            empty={null}
          />
        </Card>
        <Card
          flush
          title={m.plans_packs()}
          description={m.plans_packs_admin_text()}
          actions={<LinkButton to="/operations/plans/packs">{m.plans_edit_packs()}</LinkButton>}
        >
          <Table
            caption={m.plans_packs()}
            rows={packs}
            rowId={({ id }) => id}
            columns={packColumns()}
            query={plainQuery}
            empty={null}
          />
        </Card>
      </div>
    </Page>
  );
}

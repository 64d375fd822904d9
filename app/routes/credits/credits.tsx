import { Coins, Download } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { buttonClass } from "#app/ui/button-class.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { useMay } from "#app/ui/may-context.ts";
import { Menu } from "#app/ui/menu.tsx";
import { MenuLink } from "#app/ui/menu-item.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Table } from "#app/ui/table.tsx";
import { parseTableQuery, type TableQuery } from "#app/ui/table-query.ts";
import { TableToolbar } from "#app/ui/table-toolbar.tsx";
import { getBalance, getUsage, listUsageDays } from "#features/credits";
import { listModels } from "#features/models";
import { may } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/credits";
import { BalanceCard } from "./balance-card.tsx";
import { loadStatement } from "./load-statement.ts";
import { statementColumns } from "./statement-columns.tsx";
import { statementFilters } from "./statement-words.ts";
import { UsageCard } from "./usage-card.tsx";
import { usageSeries } from "./usage-chart.ts";
import { parseUsageQuery } from "./usage-query.ts";

/** The sums of usage are short: nothing is searched, sorted or left out. */
const everything: TableQuery = {
  search: "",
  sort: undefined,
  cursor: undefined,
  filters: {},
  columns: undefined,
};

export const handle = { crumb: () => m.shell_nav_credits() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.shell_nav_credits()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const url = new URL(request.url);
  const query = parseTableQuery(url, { filters: { kind: Object.keys(statementFilters) } });
  const nowMs = ctx.clock.now();
  const wanted = parseUsageQuery(url, nowMs);
  const range = { by: wanted.by, from: wanted.from, to: wanted.to };
  const [balance, usage, days, models, statement] = await Promise.all([
    getBalance(ctx),
    getUsage(ctx, range),
    listUsageDays(ctx, range),
    listModels(ctx),
    loadStatement(ctx, { cursor: query.cursor, filter: query.filters.kind }),
  ]);
  return {
    query,
    balance,
    statement,
    nowMs,
    wanted,
    usage,
    chart: usageSeries(days, wanted),
    modelNames: Object.fromEntries(models.map(({ id, name }) => [id, name])),
    visitor: ctx.workspace?.plan === "visitor",
    alone: !may(ctx, "usage.read") || ctx.workspace?.plan === "visitor",
  };
}

function filterOptions() {
  const names: Record<keyof typeof statementFilters, string> = {
    charges: m.credits_filter_charges(),
    grants: m.credits_filter_grants(),
    holds: m.credits_filter_holds(),
    losses: m.credits_filter_losses(),
  };
  return Object.entries(names).map(([value, label]) => ({ value, label }));
}

/** The balance, where it went, and every line of the ledger behind it. */
export default function Credits({ loaderData }: Route.ComponentProps) {
  const { query, balance, statement, usage, chart, wanted, modelNames, nowMs } = loaderData;
  const mayReadDisputes = useMay("disputes.read");
  return (
    <Page>
      <PageHeader
        title={m.shell_nav_credits()}
        description={m.credits_about()}
        actions={loaderData.alone ? null : <ExportMenu />}
      />
      <div className="grid grid-cols-1 gap-6">
        <BalanceCard balance={balance} nowMs={nowMs} />
        <UsageCard
          usage={usage}
          chart={chart}
          wanted={wanted}
          query={everything}
          modelNames={modelNames}
          alone={loaderData.alone}
        />
        <Card
          flush
          title={m.credits_statement()}
          description={m.credits_statement_about()}
          actions={
            loaderData.visitor || !mayReadDisputes ? null : (
              <LinkButton size="sm" to="/disputes">
                {m.credits_disputes()}
              </LinkButton>
            )
          }
        >
          <TableToolbar
            query={query}
            filters={[{ name: "kind", label: m.credits_column_what(), options: filterOptions() }]}
            columns={statementColumns(modelNames)}
          />
          <Table
            caption={m.credits_statement()}
            rows={statement.items}
            columns={statementColumns(modelNames)}
            rowId={({ transactionId }) => transactionId}
            query={query}
            nextCursor={statement.nextCursor}
            empty={
              <EmptyState
                icon={Coins}
                title={m.credits_empty()}
                action={
                  <LinkButton variant="primary" to="/chat">
                    {m.chat_new()}
                  </LinkButton>
                }
              >
                {m.credits_empty_text()}
              </EmptyState>
            }
          />
        </Card>
      </div>
    </Page>
  );
}

function ExportMenu() {
  return (
    <Menu
      side="end"
      triggerClassName={buttonClass()}
      trigger={
        <>
          <Download aria-hidden="true" className="size-4" />
          {m.credits_export()}
        </>
      }
    >
      <MenuLink reload to="/credits/export/csv">
        CSV
      </MenuLink>
      <MenuLink reload to="/credits/export/json">
        JSON
      </MenuLink>
    </Menu>
  );
}

import { Coins, Download } from "lucide-react";
import { Form } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { buttonClass } from "#app/ui/button-class.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Menu } from "#app/ui/menu.tsx";
import { MenuLink } from "#app/ui/menu-item.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { TableToolbar } from "#app/ui/table-toolbar.tsx";
import { Problem } from "#core/problem";
import { dismissNotice, getBalance, listNotices, listUsageDays } from "#features/credits";
import { listModels } from "#features/models";
import { m } from "#messages";
import { noticeText } from "../chat/notice-text.ts";
import type { Route } from "./+types/credits";
import { BalanceCard } from "./balance-card.tsx";
import { loadStatement } from "./load-statement.ts";
import { statementColumns } from "./statement-columns.tsx";
import { statementFilters } from "./statement-words.ts";
import { UsageCard } from "./usage-card.tsx";
import { usageSeries } from "./usage-chart.ts";

const DAYS = 30;

export const handle = { crumb: () => m.shell_nav_credits() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.shell_nav_credits()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const query = parseTableQuery(new URL(request.url), {
    filters: { kind: Object.keys(statementFilters) },
  });
  const [balance, usage, notices, models, statement] = await Promise.all([
    getBalance(ctx),
    listUsageDays(ctx, DAYS),
    listNotices(ctx),
    listModels(ctx),
    loadStatement(ctx, { cursor: query.cursor, filter: query.filters.kind }),
  ]);
  const nowMs = ctx.clock.now();
  return {
    query,
    balance,
    notices,
    statement,
    nowMs,
    usage: usageSeries(usage, nowMs, DAYS),
    modelNames: Object.fromEntries(models.map(({ id, name }) => [id, name])),
    visitor: ctx.workspace?.plan === "visitor",
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  const noticeId = form.get("noticeId");
  if (form.get("intent") !== "dismiss" || typeof noticeId !== "string") {
    throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
  await dismissNotice(ctxOf(context), noticeId);
  return { dismissed: true };
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
  const { query, balance, notices, statement, usage, modelNames, nowMs, visitor } = loaderData;
  return (
    <Page>
      <PageHeader
        title={m.shell_nav_credits()}
        description={m.credits_about()}
        actions={visitor ? null : <ExportMenu />}
      />
      <div className="grid gap-6">
        {notices.map((notice) => (
          <Notice
            key={notice.id}
            tone={notice.kind === "debt" ? "danger" : "warning"}
            actions={
              <Form method="post">
                <input type="hidden" name="intent" value="dismiss" />
                <Button type="submit" size="sm" name="noticeId" value={notice.id}>
                  {m.chat_dismiss()}
                </Button>
              </Form>
            }
          >
            <p>{noticeText(notice)}</p>
          </Notice>
        ))}
        <BalanceCard balance={balance} nowMs={nowMs} />
        <UsageCard usage={usage} modelNames={modelNames} />
        <Card flush title={m.credits_statement()} description={m.credits_statement_about()}>
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

import { Boxes } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatDate, formatNumber } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { planName } from "#app/ui/plan-name.ts";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { Problem } from "#core/problem";
import { findRateCard, getRateCard, listModels } from "#features/models";
import type { ModelView, RateCardModel } from "#features/models/schema";
import { m } from "#messages";
import type { Route } from "./+types/models";
import { providerName } from "./provider-name.ts";

export const handle = { crumb: () => m.shell_nav_models() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.shell_nav_models()} · ${m.brand_name()}` }];
}

/** A model of the shown card; how it stands now only for the card in force. */
type Row = RateCardModel & { now: ModelView | undefined };

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const url = new URL(request.url);
  const query = parseTableQuery(url);
  const [current, models] = await Promise.all([getRateCard(ctx), listModels(ctx)]);
  const asked = Number(url.searchParams.get("version") ?? current.version);
  const card = asked === current.version ? current : await findRateCard(ctx, asked);
  if (card === undefined) throw new Problem("not-found");
  const inForce = card.version === current.version;
  const rows: Row[] = card.models.map((model) => ({
    ...model,
    now: inForce ? models.find(({ id }) => id === model.id) : undefined,
  }));
  return {
    query,
    rows,
    inForce,
    version: card.version,
    publishedAtMs: card.publishedAtMs,
    operator: ctx.actor.kind === "user" && ctx.actor.operator,
  };
}

function price(name: keyof NonNullable<RateCardModel["ptPer1k"]>, header: string): Column<Row> {
  return {
    id: name,
    header,
    align: "end",
    optional: name === "cachedRead" || name === "cacheWrite",
    cell: ({ ptPer1k }) =>
      ptPer1k === undefined ? "—" : formatNumber(ptPer1k[name], { maximumFractionDigits: 6 }),
  };
}

function columnsOf(): Column<Row>[] {
  return [
    {
      id: "model",
      header: m.models_column_model(),
      cell: ({ id, name, class: modelClass }) => (
        <span className="block py-1.5">
          <span className="flex items-center gap-2">
            {name ?? id}
            <Badge tone={modelClass === "advanced" ? "accent" : "neutral"}>
              {modelClass === "advanced" ? m.chat_class_advanced() : m.chat_class_core()}
            </Badge>
          </span>
          <code dir="ltr" className="font-mono text-xs font-normal text-muted">
            {id}
          </code>
        </span>
      ),
    },
    {
      id: "provider",
      header: m.models_column_provider(),
      cell: ({ provider }) => <span className="text-muted">{providerName(provider)}</span>,
    },
    price("input", m.models_price_input()),
    price("cachedRead", m.models_price_cached()),
    price("cacheWrite", m.models_price_cache_write()),
    price("output", m.models_price_output()),
    {
      id: "max",
      header: m.models_column_max(),
      align: "end",
      optional: true,
      cell: ({ maxOutputTokens }) => formatNumber(maxOutputTokens),
    },
    { id: "state", header: m.models_column_state(), cell: (row) => <State row={row} /> },
  ];
}

function State({ row }: { row: Row }) {
  const { now, minPlan, ptPer1k } = row;
  if (ptPer1k === undefined) return <Badge tone="warning">{m.models_state_unpriced()}</Badge>;
  if (now === undefined) return <span className="text-muted">—</span>;
  if (!now.connected) return <Badge tone="neutral">{m.shell_not_connected()}</Badge>;
  if (!now.inPlan) {
    return <Badge tone="warning">{m.models_state_plan({ plan: planName(minPlan ?? "") })}</Badge>;
  }
  return <Badge tone="success">{m.models_state_open()}</Badge>;
}

/** What every model costs. */
export default function Models({ loaderData }: Route.ComponentProps) {
  const { rows, query, version, publishedAtMs, inForce, operator } = loaderData;
  return (
    <Page>
      <PageHeader
        title={m.shell_nav_models()}
        description={m.models_about()}
        actions={
          operator ? (
            <LinkButton variant="primary" to="/models/edit">
              {m.models_edit()}
            </LinkButton>
          ) : null
        }
      />
      <div className="grid grid-cols-1 gap-6">
        {inForce ? null : (
          <Notice
            actions={
              <LinkButton size="sm" to="/models">
                {m.models_to_current()}
              </LinkButton>
            }
          >
            <p>{m.models_past()}</p>
          </Notice>
        )}
        <Card
          flush
          title={m.chat_rate_card({ version })}
          description={m.models_published({ date: formatDate(publishedAtMs) })}
        >
          <Table
            caption={m.chat_rate_card({ version })}
            rows={rows}
            columns={columnsOf()}
            rowId={({ id }) => id}
            query={query}
            empty={<EmptyState icon={Boxes} title={m.models_empty()} />}
          />
        </Card>
        <p className="max-w-prose text-muted">{m.models_note()}</p>
      </div>
    </Page>
  );
}

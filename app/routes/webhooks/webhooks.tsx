import { Webhook } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { TextLink } from "#app/ui/text-link.tsx";
import { listEndpoints } from "#features/webhooks";
import type { EndpointView } from "#features/webhooks/schema";
import { may } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/webhooks";
import { EndpointStateBadge } from "./endpoint-state.tsx";

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.webhooks_title()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const query = parseTableQuery(new URL(request.url));
  const hidden = ctx.actor.kind === "user" && !may(ctx, "webhooks.read");
  return { query, endpoints: hidden ? null : await listEndpoints(ctx) };
}

function columnsOf(): Column<EndpointView>[] {
  return [
    {
      id: "endpoint",
      header: m.webhooks_endpoint(),
      cell: ({ id, url, description }) => (
        <span className="block max-w-xl min-w-0 py-1.5">
          <TextLink to={`/webhooks/${id}`}>
            <bdi dir="ltr" className="font-mono text-xs break-all">
              {url}
            </bdi>
          </TextLink>
          {description === "" ? null : (
            <span className="block max-w-md truncate font-normal text-muted">
              <bdi>{description}</bdi>
            </span>
          )}
        </span>
      ),
    },
    {
      id: "events",
      header: m.webhooks_events(),
      cell: ({ types }) =>
        types === null ? (
          m.webhooks_all_events()
        ) : (
          <span title={types.join(", ")}>{m.webhooks_events_count({ count: types.length })}</span>
        ),
    },
    {
      id: "state",
      header: m.webhooks_state(),
      cell: (endpoint) => <EndpointStateBadge {...endpoint} />,
    },
    {
      id: "created",
      header: m.webhooks_created(),
      align: "end",
      cell: ({ createdAtMs }) => (
        <span className="text-nowrap">
          <RelativeTime atMs={createdAtMs} />
        </span>
      ),
    },
  ];
}

/** Where this workspace's own systems are told what happens. */
export default function Webhooks({ loaderData: { endpoints, query } }: Route.ComponentProps) {
  const make = (
    <LinkButton to="/webhooks/new" variant="primary">
      {m.webhooks_new()}
    </LinkButton>
  );
  return (
    <Page>
      <PageHeader
        title={m.webhooks_title()}
        description={m.webhooks_about()}
        actions={endpoints === null || endpoints.length === 0 ? undefined : make}
      />
      <Card flush>
        {endpoints === null ? (
          <EmptyState icon={Webhook} title={m.webhooks_admins_only()}>
            {m.webhooks_admins_only_text()}
          </EmptyState>
        ) : (
          <Table
            caption={m.webhooks_title()}
            rows={endpoints}
            columns={columnsOf()}
            rowId={({ id }) => id}
            query={query}
            empty={
              <EmptyState icon={Webhook} title={m.webhooks_empty()} action={make}>
                {m.webhooks_empty_text()}
              </EmptyState>
            }
          />
        )}
      </Card>
    </Page>
  );
}

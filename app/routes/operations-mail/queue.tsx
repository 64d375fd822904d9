import { Mail } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { TableToolbar } from "#app/ui/table-toolbar.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { getMailHealth, listQueue } from "#features/mail";
import {
  type MailLane,
  mailLanes,
  type MailLine,
  type MailState,
  mailStates,
} from "#features/mail/schema";
import { m } from "#messages";
import { templateName } from "../mailbox/template-words.ts";
import type { Route } from "./+types/queue";
import { MailFigures } from "./health.tsx";
import { laneName, MailReason, StateBadge, stateName, wayOut } from "./mail-words.tsx";

export const handle = { crumb: () => m.mail_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.mail_title()} · ${m.brand_name()}` }];
}

const PAGE = 50;

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const query = parseTableQuery(new URL(request.url), {
    filters: { state: mailStates, lane: mailLanes },
  });
  const [health, page] = await Promise.all([
    getMailHealth(ctx),
    listQueue(ctx, {
      state: query.filters["state"] as MailState | undefined,
      lane: query.filters["lane"] as MailLane | undefined,
      text: query.search,
      cursor: query.cursor,
      limit: PAGE,
    }),
  ]);
  return { health, query, ...page };
}

function columnsOf(): Column<MailLine>[] {
  return [
    {
      id: "mail",
      header: m.mail_mail(),
      cell: ({ id, template, subject }) => (
        <span className="block py-1.5">
          <TextLink to={`/operations/mail/mails/${id}`}>
            <span dir="auto">{subject ?? templateName(template)}</span>
          </TextLink>
          {subject === null ? null : (
            <span className="block text-xs font-normal text-muted">{templateName(template)}</span>
          )}
        </span>
      ),
    },
    {
      id: "to",
      header: m.mail_to(),
      cell: ({ to }) => (
        <span dir="ltr" className="wrap-anywhere">
          {to}
        </span>
      ),
    },
    {
      id: "state",
      header: m.mail_state(),
      cell: ({ state, reason }) => (
        <span className="block py-1 max-sm:py-0 max-sm:text-end">
          <StateBadge state={state} />
          {reason === null ? null : (
            <span className="mt-1 line-clamp-2 max-w-xs text-xs text-muted wrap-anywhere">
              <MailReason state={state} reason={reason} />
            </span>
          )}
        </span>
      ),
    },
    { id: "lane", header: m.mail_lane(), cell: ({ lane }) => laneName(lane) },
    { id: "tries", header: m.mail_tries(), align: "end", cell: ({ tries }) => tries },
    {
      id: "asked",
      header: m.mail_asked(),
      align: "end",
      cell: ({ createdAtMs }) => (
        <span className="text-nowrap">
          <RelativeTime atMs={createdAtMs} />
        </span>
      ),
    },
  ];
}

/** What waits, what left and what failed, for whoever runs the deployment. */
export default function MailQueue({ loaderData }: Route.ComponentProps) {
  const { health, query, items, nextCursor } = loaderData;
  const filters = [
    {
      name: "state",
      label: m.mail_state(),
      options: mailStates.map((value) => ({ value, label: stateName(value) })),
    },
    {
      name: "lane",
      label: m.mail_lane(),
      options: mailLanes.map((value) => ({ value, label: laneName(value) })),
    },
  ];
  return (
    <Page>
      <PageHeader
        title={m.mail_title()}
        description={wayOut(health)}
        actions={
          <>
            <LinkButton to="/operations/mail/inbound" size="sm">
              {m.inbound_title()}
            </LinkButton>
            <LinkButton to="/operations/mail/domain" size="sm">
              {m.maildomain_title()}
            </LinkButton>
            <LinkButton to="/operations/mail/suppressions" size="sm">
              {m.mail_suppressions()}
            </LinkButton>
            <LinkButton to="/mailbox/templates" size="sm" reloadDocument>
              {m.mailtemplates_title()}
            </LinkButton>
          </>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <MailFigures health={health} />
        <Card flush>
          <TableToolbar searches={m.mail_search()} query={query} filters={filters} />
          <Table
            caption={m.mail_queue()}
            rows={items}
            columns={columnsOf()}
            rowId={({ id }) => id}
            rowName={({ to, subject, template }) => `${subject ?? templateName(template)} ${to}`}
            query={query}
            nextCursor={nextCursor}
            empty={
              <EmptyState icon={Mail} title={m.mail_none()}>
                {m.mail_none_text()}
              </EmptyState>
            }
          />
        </Card>
      </div>
    </Page>
  );
}

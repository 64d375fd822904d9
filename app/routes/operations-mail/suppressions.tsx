import { MailX } from "lucide-react";
import { Form, useActionData } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import type { FormOutcome } from "#app/ui/problem-view.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { TableToolbar } from "#app/ui/table-toolbar.tsx";
import { liftSuppression, listSuppressions } from "#features/mail";
import {
  type SuppressionReason,
  suppressionReasons,
  type SuppressionView,
} from "#features/mail/schema";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/suppressions";
import { reasonName, scopeName } from "./mail-words.tsx";

export const handle = { crumb: () => m.mail_suppressions() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.mail_suppressions()} · ${m.mail_title()} · ${m.brand_name()}` }];
}

const PAGE = 50;

export async function loader({ request, context }: Route.LoaderArgs) {
  const query = parseTableQuery(new URL(request.url), {
    filters: { reason: suppressionReasons },
  });
  const page = await listSuppressions(ctxOf(context), {
    reason: query.filters["reason"] as SuppressionReason | undefined,
    text: query.search,
    cursor: query.cursor,
    limit: PAGE,
  });
  return { query, ...page };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  const field = (name: string) => textField(form, name) ?? "";
  await liftSuppression(ctxOf(context), {
    address: field("address"),
    scope: field("scope"),
    reason: field("reason") as SuppressionReason,
  });
  return { lifted: field("address") };
}

function keyOf({ address, scope, reason }: SuppressionView): string {
  return `${address} ${scope} ${reason}`;
}

function columnsOf(): Column<SuppressionView>[] {
  return [
    {
      id: "address",
      header: m.mail_search_address(),
      cell: ({ address, detail }) => (
        <span className="block py-1.5">
          <span dir="ltr" className="wrap-anywhere">
            {address}
          </span>
          {detail === "" ? null : (
            <span className="line-clamp-2 text-xs font-normal text-muted wrap-anywhere">
              <bdi lang="en">{detail}</bdi>
            </span>
          )}
        </span>
      ),
    },
    { id: "reason", header: m.mail_reason(), cell: ({ reason }) => reasonName(reason) },
    { id: "scope", header: m.mail_scope(), cell: ({ scope }) => scopeName(scope) },
    {
      id: "until",
      header: m.mail_until(),
      cell: ({ untilMs }) =>
        untilMs === null ? m.mail_for_good() : <RelativeTime atMs={untilMs} />,
    },
    {
      id: "since",
      header: m.mail_since(),
      cell: ({ createdAtMs }) => <RelativeTime atMs={createdAtMs} />,
    },
    {
      id: "lift",
      header: m.mail_lift(),
      align: "end",
      cell: ({ address, scope, reason }) => (
        <Form method="post" preventScrollReset>
          <input type="hidden" name="address" value={address} />
          <input type="hidden" name="scope" value={scope} />
          <input type="hidden" name="reason" value={reason} />
          <Button type="submit" size="sm" aria-label={m.mail_lift_for({ address })}>
            {m.mail_lift()}
          </Button>
        </Form>
      ),
    },
  ];
}

/** Addresses that get no mail, with the reason, and the way to let mail go to them again. */
export default function Suppressions({ loaderData }: Route.ComponentProps) {
  const { query, items, nextCursor } = loaderData;
  const answer = useActionData<FormOutcome & { lifted?: string }>();
  return (
    <Page>
      <PageHeader title={m.mail_suppressions()} description={m.mail_suppressions_about()} />
      <div className="grid grid-cols-1 gap-6">
        {answer?.problem === undefined ? null : (
          <Notice tone="danger" urgent title={answer.problem.title}>
            <p>{answer.problem.advice}</p>
          </Notice>
        )}
        {answer?.lifted === undefined ? null : (
          <output className="block">
            <Notice tone="success" title={m.mail_done()}>
              <bdi>{answer.lifted}</bdi>
            </Notice>
          </output>
        )}
        <Card flush title={m.mail_suppressions()}>
          <TableToolbar
            searches={m.mail_search_address()}
            query={query}
            filters={[
              {
                name: "reason",
                label: m.mail_reason(),
                options: suppressionReasons.map((value) => ({ value, label: reasonName(value) })),
              },
            ]}
          />
          <Table
            caption={m.mail_suppressions()}
            rows={items}
            columns={columnsOf()}
            rowId={keyOf}
            rowName={({ address }) => address}
            query={query}
            nextCursor={nextCursor}
            empty={
              <EmptyState icon={MailX} title={m.mail_no_suppressions()}>
                {m.mail_no_suppressions_text()}
              </EmptyState>
            }
          />
        </Card>
      </div>
    </Page>
  );
}

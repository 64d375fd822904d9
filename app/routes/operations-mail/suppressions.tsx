import { MailX } from "lucide-react";
import { useActionData } from "react-router";
import { ctxOf } from "#app/context.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
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

/** What follows when mail goes to the address again, by what held it back. */
const consequences: Record<SuppressionReason, () => string> = {
  "hard-bounce": m.mail_lift_hard_bounce,
  "soft-bounces": m.mail_lift_soft_bounces,
  complaint: m.mail_lift_complaint,
  unsubscribe: m.mail_lift_unsubscribe,
};

function Lift({ suppression, name }: { suppression: SuppressionView; name: string }) {
  const { address, scope, reason } = suppression;
  return (
    <AskFirst
      name={name}
      fields={{ address, scope, reason }}
      label={m.mail_lift()}
      labelOfOne={m.mail_lift_for({ address })}
      title={m.mail_lift_title()}
      size="sm"
      variant="secondary"
    >
      <p className="text-start">
        <span dir="ltr" className="font-medium text-ink wrap-anywhere">
          {address}
        </span>
      </p>
      <p className="mt-2 text-start">{consequences[reason]()}</p>
      <p className="mt-2 text-start">{m.mail_lift_noted()}</p>
    </AskFirst>
  );
}

function columnsOf(shown: SuppressionView[]): Column<SuppressionView>[] {
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
      cell: (one) => <Lift suppression={one} name={`lift-${shown.indexOf(one)}`} />,
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
            <Notice
              tone="success"
              title={m.mail_lifted({ address: `\u2068${answer.lifted}\u2069` })}
            />
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
            columns={columnsOf(items)}
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

import { Download, ReceiptText } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { buttonClass } from "#app/ui/button-class.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatDate, formatMoney } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Pt } from "#app/ui/pt.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { TextLink } from "#app/ui/text-link.tsx";
import { getUpcomingInvoice, listInvoices } from "#features/payments";
import type { InvoiceView, UpcomingInvoice } from "#features/payments/schema";
import { isBillingConnected } from "#features/billing";
import { m } from "#messages";
import type { Route } from "./+types/invoices";
import { InvoiceStatusBadge } from "./invoice-status.tsx";
import { NotConnected } from "./not-connected.tsx";

export const handle = { crumb: () => m.payments_invoices() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.payments_invoices()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const query = parseTableQuery(new URL(request.url));
  const connected = isBillingConnected(ctx);
  const [invoices, upcoming] = await Promise.all([
    listInvoices(ctx, { cursor: query.cursor }),
    connected && query.cursor === undefined ? getUpcomingInvoice(ctx) : null,
  ]);
  return { ...invoices, upcoming, query, connected };
}

function invoiceName({ number, id }: InvoiceView): string {
  return number ?? id;
}

function columnsOf(): Column<InvoiceView>[] {
  return [
    {
      id: "number",
      header: m.payments_invoice(),
      cell: (invoice) => (
        <TextLink to={`/billing/invoices/${invoice.id}`}>
          <bdi>{invoiceName(invoice)}</bdi>
        </TextLink>
      ),
    },
    {
      id: "date",
      header: m.payments_date(),
      cell: ({ createdAtMs }) => formatDate(createdAtMs),
    },
    {
      id: "status",
      header: m.payments_state(),
      cell: (invoice) => <InvoiceStatusBadge invoice={invoice} />,
    },
    {
      id: "pt",
      header: m.payments_pt(),
      align: "end",
      cell: ({ grantedMicroPt }) => <Pt microPt={grantedMicroPt} />,
    },
    {
      id: "total",
      header: m.payments_total(),
      align: "end",
      cell: ({ totalMinor, currency }) => formatMoney(totalMinor, currency),
    },
    {
      id: "pdf",
      header: m.payments_file(),
      align: "end",
      cell: (invoice) =>
        invoice.pdfUrl === null ? (
          "–"
        ) : (
          <a
            href={invoice.pdfUrl}
            rel="noreferrer"
            aria-label={m.payments_pdf_of({ number: invoiceName(invoice) })}
            className={buttonClass({ variant: "secondary", size: "sm" })}
          >
            <Download aria-hidden="true" className="size-3.5" />
            PDF
          </a>
        ),
    },
  ];
}

function Upcoming({ upcoming }: { upcoming: UpcomingInvoice }) {
  const { currency, amountDueMinor, taxMinor, dueAtMs, lines } = upcoming;
  return (
    <Card
      flush
      title={m.payments_upcoming()}
      description={
        dueAtMs === null
          ? m.payments_upcoming_about()
          : m.payments_upcoming_on({ date: formatDate(dueAtMs) })
      }
      actions={
        <span className="figures text-lg font-semibold">
          {formatMoney(amountDueMinor, currency)}
        </span>
      }
    >
      <ul>
        {lines.map(({ description, amountMinor, startsAtMs, endsAtMs }) => (
          <li
            key={`${description} ${startsAtMs} ${amountMinor}`}
            className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-line px-5 py-2.5 last:border-0"
          >
            <span className="min-w-0">
              <bdi>{description}</bdi>
              <span className="block text-xs text-muted">
                {formatDate(startsAtMs)} – {formatDate(endsAtMs)}
              </span>
            </span>
            <span className="figures">{formatMoney(amountMinor, currency)}</span>
          </li>
        ))}
        {taxMinor === 0 ? null : (
          <li className="flex justify-between gap-4 px-5 py-2.5 text-muted">
            <span>{m.payments_tax()}</span>
            <span className="figures">{formatMoney(taxMinor, currency)}</span>
          </li>
        )}
      </ul>
    </Card>
  );
}

/** What was billed, with its papers, and what comes next. */
export default function Invoices({ loaderData }: Route.ComponentProps) {
  const { items, nextCursor, upcoming, query, connected } = loaderData;
  return (
    <div className="grid grid-cols-1 gap-6">
      {connected ? null : <NotConnected />}
      {upcoming === null ? null : <Upcoming upcoming={upcoming} />}
      <Card flush title={m.payments_invoices()} description={m.payments_invoices_about()}>
        <Table
          caption={m.payments_invoices()}
          rows={items}
          rowId={({ id }) => id}
          columns={columnsOf()}
          query={query}
          nextCursor={nextCursor}
          empty={
            <EmptyState
              icon={ReceiptText}
              title={m.payments_invoices_none()}
              action={<LinkButton to="/billing/top-up">{m.payments_topup()}</LinkButton>}
            >
              {m.payments_invoices_none_text()}
            </EmptyState>
          }
        />
      </Card>
    </div>
  );
}

import { Download, ExternalLink } from "lucide-react";
import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { buttonClass } from "#app/ui/button-class.ts";
import { Card } from "#app/ui/card.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatDate, formatMoney } from "#app/ui/format.ts";
import { Pt } from "#app/ui/pt.tsx";
import { getInvoice, payInvoice } from "#features/payments";
import type { InvoiceDetail, InvoiceLineView } from "#features/payments/schema";
import { m } from "#messages";
import type { Route } from "./+types/invoice";
import { InvoiceStatusBadge } from "./invoice-status.tsx";

export const handle = {
  crumb: (data: Route.ComponentProps["loaderData"] | undefined) =>
    data === undefined ? m.payments_invoice() : (data.invoice.number ?? data.invoice.id),
};

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.payments_invoice()} · ${m.brand_name()}` }];
}

export async function loader({ params, context }: Route.LoaderArgs) {
  return { invoice: await getInvoice(ctxOf(context), params.id) };
}

export async function action({ params, context }: Route.ActionArgs) {
  await payInvoice(ctxOf(context), params.id);
  return redirect(`/billing/invoices/${params.id}`);
}

function Line({ line, currency }: { line: InvoiceLineView; currency: string }) {
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-b border-line px-5 py-2.5 last:border-0">
      <span className="min-w-0">
        <bdi>{line.description}</bdi>
        <span className="block text-xs text-muted">
          {formatDate(line.startsAtMs)} – {formatDate(line.endsAtMs)}
        </span>
      </span>
      <span className="text-end">
        <span className="figures">{formatMoney(line.amountMinor, currency)}</span>
        {line.grantedMicroPt === 0 ? null : (
          <span className="block text-xs text-muted">
            <Pt microPt={line.grantedMicroPt} signed />
          </span>
        )}
      </span>
    </li>
  );
}

function Sum({ label, text, strong = false }: { label: string; text: string; strong?: boolean }) {
  return (
    <div className="flex justify-between gap-4 px-5 py-2">
      <dt className={strong ? "font-semibold" : "text-muted"}>{label}</dt>
      <dd className={strong ? "figures font-semibold" : "figures"}>{text}</dd>
    </div>
  );
}

function Actions({ invoice }: { invoice: InvoiceDetail }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      {invoice.pdfUrl === null ? null : (
        <a
          href={invoice.pdfUrl}
          rel="noreferrer"
          className={buttonClass({ variant: "secondary", size: "sm" })}
        >
          <Download aria-hidden="true" className="size-3.5" />
          {m.payments_pdf()}
        </a>
      )}
      {invoice.hostedUrl === null ? null : (
        <a
          href={invoice.hostedUrl}
          rel="noreferrer"
          className={buttonClass({ variant: "secondary", size: "sm" })}
        >
          <ExternalLink aria-hidden="true" className="size-3.5" />
          {m.payments_hosted()}
        </a>
      )}
      {invoice.status === "open" ? (
        <Form name="pay">
          <Button type="submit" variant="primary" size="sm">
            {m.payments_pay_now()}
          </Button>
        </Form>
      ) : null}
    </div>
  );
}

/** One invoice: its lines, what each granted, and its payments. */
export default function Invoice({ loaderData }: Route.ComponentProps) {
  const { invoice } = loaderData;
  const { currency, returnedMinor, takenMicroPt } = invoice;
  const money = (amountMinor: number) => formatMoney(amountMinor, currency);
  return (
    <div className="grid grid-cols-1 gap-6">
      <Card
        flush
        title={<bdi>{invoice.number ?? invoice.id}</bdi>}
        description={
          <span className="inline-flex flex-wrap items-center gap-2">
            <InvoiceStatusBadge invoice={invoice} />
            {formatDate(invoice.createdAtMs)}
          </span>
        }
        actions={<Actions invoice={invoice} />}
      >
        <ul>
          {invoice.lines.map((line) => (
            <Line key={line.id} line={line} currency={currency} />
          ))}
        </ul>
        <dl className="border-t border-line py-2">
          {invoice.taxMinor === 0 ? null : (
            <Sum label={m.payments_tax()} text={money(invoice.taxMinor)} />
          )}
          <Sum strong label={m.payments_total()} text={money(invoice.totalMinor)} />
          <Sum label={m.payments_paid()} text={money(invoice.amountPaidMinor)} />
          {returnedMinor === 0 ? null : (
            <Sum label={m.payments_returned()} text={money(0 - returnedMinor)} />
          )}
        </dl>
      </Card>
      <Card title={m.payments_pt_of_invoice()} description={m.payments_pt_of_invoice_about()}>
        <p className="text-lg font-semibold">
          <Pt microPt={invoice.grantedMicroPt} />
        </p>
        {takenMicroPt === 0 ? null : (
          <p className="mt-1 text-muted">
            {m.payments_pt_taken()} <Pt microPt={takenMicroPt} />
          </p>
        )}
      </Card>
    </div>
  );
}

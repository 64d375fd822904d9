import { Banknote } from "lucide-react";
import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatDate, formatMoney } from "#app/ui/format.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { parseInput } from "#core/parse-input";
import { listPayments, refundPayment } from "#features/payments";
import { type PaymentPurpose, type PaymentView, RefundInput } from "#features/payments/schema";
import { m } from "#messages";
import { numberField, textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/payments";
import { RefundDialog } from "./refund-dialog.tsx";

export const handle = { crumb: () => m.operations_tab_payments() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.operations_tab_payments()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const query = parseTableQuery(new URL(request.url));
  return { query, ...(await listPayments(ctxOf(context), { cursor: query.cursor })) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  const amount = numberField(form, "amount");
  const input = parseInput(RefundInput, {
    paymentIntentId: textField(form, "id"),
    amountMinor: amount === undefined ? undefined : Math.round(amount * 100),
    reason: textField(form, "reason"),
    comment: textField(form, "comment"),
    key: textField(form, "key"),
  });
  await refundPayment(ctxOf(context), input);
  return redirect("/operations/payments");
}

function purposeName(purpose: PaymentPurpose): string {
  switch (purpose) {
    case "invoice":
      return m.payments_purpose_invoice();
    case "topup":
      return m.payments_purpose_topup();
    case "other":
      return m.payments_purpose_other();
  }
}

/** Stripe's status of a payment in words; one that is not known as Stripe has it. */
function statusName(status: string): string {
  switch (status) {
    case "succeeded":
      return m.payments_status_paid();
    case "processing":
      return m.payments_payment_processing();
    case "requires_payment_method":
    case "requires_confirmation":
    case "requires_action":
      return m.payments_payment_waiting();
    case "canceled":
      return m.payments_payment_canceled();
    default:
      return status.replaceAll("_", " ");
  }
}

function isRefundable({ status, receivedMinor, refundedMinor }: PaymentView): boolean {
  return status === "succeeded" && refundedMinor < receivedMinor;
}

function columnsOf(): Column<PaymentView>[] {
  return [
    {
      id: "payment",
      header: m.payments_payment(),
      cell: ({ id, workspaceId, createdAtMs }) => (
        <>
          <code dir="ltr" className="font-mono text-xs">
            {id}
          </code>
          <span className="block text-xs text-muted">
            {formatDate(createdAtMs)} · <bdi>{workspaceId}</bdi>
          </span>
        </>
      ),
    },
    { id: "purpose", header: m.payments_for(), cell: ({ purpose }) => purposeName(purpose) },
    {
      id: "status",
      header: m.payments_state(),
      cell: ({ status, failure }) => (
        <Badge tone={status === "succeeded" ? "success" : failure === null ? "info" : "danger"}>
          {statusName(status)}
        </Badge>
      ),
    },
    {
      id: "amount",
      header: m.payments_amount(),
      align: "end",
      cell: ({ amountMinor, refundedMinor, disputedMinor, currency }) => (
        <>
          {formatMoney(amountMinor, currency)}
          {refundedMinor === 0 ? null : (
            <span className="block text-xs text-muted">
              {m.payments_refunded_part({ amount: formatMoney(refundedMinor, currency) })}
            </span>
          )}
          {disputedMinor === 0 ? null : (
            <span className="block text-xs text-danger">
              {m.payments_charged_back_part({ amount: formatMoney(disputedMinor, currency) })}
            </span>
          )}
        </>
      ),
    },
    {
      id: "refund",
      header: m.payments_refund(),
      align: "end",
      cell: (payment) => (isRefundable(payment) ? <RefundDialog payment={payment} /> : "–"),
    },
  ];
}

/** Every payment, newest first, and the way to give money back. */
export default function Payments({ loaderData }: Route.ComponentProps) {
  const { items, nextCursor, query } = loaderData;
  return (
    <Page>
      <PageHeader title={m.operations_tab_payments()} description={m.payments_operator_about()} />
      <Card flush>
        <Table
          caption={m.operations_tab_payments()}
          rows={items}
          rowId={({ id }) => id}
          columns={columnsOf()}
          query={query}
          nextCursor={nextCursor}
          empty={
            <EmptyState icon={Banknote} title={m.payments_none()}>
              {m.payments_none_text()}
            </EmptyState>
          }
        />
      </Card>
    </Page>
  );
}

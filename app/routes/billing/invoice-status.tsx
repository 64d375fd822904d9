import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import type { InvoiceStatus, InvoiceView } from "#features/payments/schema";
import { m } from "#messages";

const tones: Record<InvoiceStatus, BadgeTone> = {
  draft: "neutral",
  open: "warning",
  paid: "success",
  void: "neutral",
  uncollectible: "danger",
};

function statusName(status: InvoiceStatus): string {
  switch (status) {
    case "draft":
      return m.payments_status_draft();
    case "open":
      return m.payments_status_open();
    case "paid":
      return m.payments_status_paid();
    case "void":
      return m.payments_status_void();
    case "uncollectible":
      return m.payments_status_uncollectible();
  }
}

/** The state of an invoice; what went back of a paid one is said beside it. */
export function InvoiceStatusBadge({ invoice }: { invoice: InvoiceView }) {
  const { status, returnedMinor, amountPaidMinor } = invoice;
  const isReturned = status === "paid" && returnedMinor > 0;
  return (
    <span className="inline-flex flex-wrap gap-1">
      <Badge tone={tones[status]}>{statusName(status)}</Badge>
      {isReturned ? (
        <Badge tone="info">
          {returnedMinor >= amountPaidMinor ? m.payments_refunded() : m.payments_partly_refunded()}
        </Badge>
      ) : null}
    </span>
  );
}

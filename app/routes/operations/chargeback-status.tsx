import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import { m } from "#messages";

function toneOf(status: string): BadgeTone {
  if (status === "won") return "success";
  if (status === "lost") return "danger";
  return status.endsWith("needs_response") ? "warning" : "info";
}

function nameOf(status: string): string {
  switch (status) {
    case "needs_response":
    case "warning_needs_response":
      return m.payments_chargeback_needs_response();
    case "under_review":
    case "warning_under_review":
      return m.payments_chargeback_under_review();
    case "won":
      return m.payments_chargeback_won();
    case "lost":
      return m.payments_chargeback_lost();
    default:
      return status.replaceAll("_", " ");
  }
}

/** How a chargeback stands, by Stripe's status. */
export function ChargebackStatus({ status }: { status: string }) {
  return <Badge tone={toneOf(status)}>{nameOf(status)}</Badge>;
}

import { formatMoney, formatNumber, formatPt } from "#app/ui/format.ts";
import type {
  DiscrepancyState,
  DiscrepancyType,
  Lane,
  RecordKind,
  Unit,
} from "#features/reconciliation/schema";
import { m } from "#messages";

export function typeName(type: DiscrepancyType): string {
  switch (type) {
    case "missing_in_ledger":
      return m.closing_reconciliation_type_missing_in_ledger();
    case "missing_at_source":
      return m.closing_reconciliation_type_missing_at_source();
    case "amount_mismatch":
      return m.closing_reconciliation_type_amount_mismatch();
    case "duplicate":
      return m.closing_reconciliation_type_duplicate();
    case "missing_grant":
      return m.closing_reconciliation_type_missing_grant();
    case "missing_clawback":
      return m.closing_reconciliation_type_missing_clawback();
    case "unpriced_usage":
      return m.closing_reconciliation_type_unpriced_usage();
    case "late_report":
      return m.closing_reconciliation_type_late_report();
  }
}

/** What a discrepancy means and what can be done about it. */
export function typeHelp(type: DiscrepancyType, kind: RecordKind): string {
  if (kind === "usage" && type !== "unpriced_usage") return m.closing_reconciliation_help_usage();
  switch (type) {
    case "missing_in_ledger":
      return m.closing_reconciliation_help_missing_in_ledger();
    case "missing_at_source":
      return m.closing_reconciliation_help_missing_at_source();
    case "amount_mismatch":
      return m.closing_reconciliation_help_amount_mismatch();
    case "duplicate":
      return m.closing_reconciliation_help_duplicate();
    case "missing_grant":
      return m.closing_reconciliation_help_missing_grant();
    case "missing_clawback":
      return m.closing_reconciliation_help_missing_clawback();
    case "unpriced_usage":
      return m.closing_reconciliation_help_unpriced_usage();
    case "late_report":
      return m.closing_reconciliation_help_late_report();
  }
}

export function kindName(kind: RecordKind): string {
  switch (kind) {
    case "payment":
      return m.closing_reconciliation_kind_payment();
    case "invoice":
      return m.closing_reconciliation_kind_invoice();
    case "refund":
      return m.closing_reconciliation_kind_refund();
    case "chargeback":
      return m.closing_reconciliation_kind_chargeback();
    case "grant":
      return m.closing_reconciliation_kind_grant();
    case "clawback":
      return m.closing_reconciliation_kind_clawback();
    case "usage":
      return m.closing_reconciliation_kind_usage();
    case "report":
      return m.closing_reconciliation_kind_report();
  }
}

export function laneName(lane: Lane): string {
  switch (lane) {
    case "money":
      return m.closing_reconciliation_lane_money();
    case "pt":
      return m.closing_reconciliation_lane_pt();
    case "usage":
      return m.closing_reconciliation_lane_usage();
  }
}

export function discrepancyStateName(state: DiscrepancyState): string {
  switch (state) {
    case "open":
      return m.closing_reconciliation_state_open();
    case "fixed":
      return m.closing_reconciliation_state_fixed();
    case "accepted":
      return m.closing_reconciliation_state_accepted();
    case "resolved-itself":
      return m.closing_reconciliation_state_resolved();
  }
}

/** What an amount of a record is called; unknown ones keep their own name. */
export function figureName(name: string): string {
  switch (name) {
    case "received":
      return m.closing_reconciliation_figure_received();
    case "refunded":
      return m.closing_reconciliation_figure_refunded();
    case "total":
      return m.closing_reconciliation_figure_total();
    case "paid":
      return m.closing_reconciliation_figure_paid();
    case "disputed":
      return m.closing_reconciliation_figure_disputed();
    case "granted":
      return m.closing_reconciliation_figure_granted();
    case "taken":
      return m.closing_reconciliation_figure_taken();
    case "input":
      return m.closing_reconciliation_figure_input();
    case "cachedRead":
      return m.closing_reconciliation_figure_cached_read();
    case "cacheWrite":
      return m.closing_reconciliation_figure_cache_write();
    case "output":
      return m.closing_reconciliation_figure_output();
    case "status":
      return m.closing_reconciliation_word_status();
    case "currency":
      return m.closing_reconciliation_word_currency();
    default:
      return name;
  }
}

/** An amount in the unit of its record. */
export function formatFigure(amount: number, unit: Unit, currency: string | null): string {
  switch (unit) {
    case "minor":
      return formatMoney(amount, currency ?? "usd");
    case "micro-pt":
      return formatPt(amount);
    case "tokens":
      return m.closing_reconciliation_unit_tokens({ figure: formatNumber(amount) });
    case "none":
      return "–";
  }
}

/** What a run does at a stage, in a few words. */
export function stageName(stage: string): string {
  switch (stage) {
    case "ledgers":
      return m.closing_reconciliation_stage_ledgers();
    case "payments":
    case "invoices":
    case "refunds":
    case "chargebacks":
    case "unseen":
      return m.closing_reconciliation_stage_stripe();
    case "lines":
    case "topups":
    case "sources":
      return m.closing_reconciliation_stage_pt();
    case "reports":
    case "usage":
      return m.closing_reconciliation_stage_reports();
    case "true-ups":
      return m.closing_reconciliation_stage_true_ups();
    default:
      return m.closing_reconciliation_stage_end();
  }
}

/** What a source of the other books is called. */
export function serviceName(service: string): string {
  switch (service) {
    case "stripe":
      return m.closing_reconciliation_source_stripe();
    case "openai":
      return m.closing_reconciliation_source_openai();
    case "anthropic":
      return m.closing_reconciliation_source_anthropic();
    case "builtin":
      return m.closing_reconciliation_source_builtin();
    default:
      return service;
  }
}

/** What an object is called without its kind, which the type says already. */
export function shortName(object: string): string {
  return object.slice(object.indexOf(":") + 1);
}

import { formatDate, formatMoney, formatMonth, formatPercent, formatPt } from "#app/ui/format.ts";
import { planTitle } from "#app/ui/plan-name.ts";
import { MICRO_PER_PT } from "#core/money";
import type { NoticeData, NoticeView } from "#features/notices/schema";
import { m } from "#messages";

function pt(text: string | undefined): string {
  return formatPt(Number(text ?? 0) * MICRO_PER_PT);
}

function money({ amountMinor, currency }: NoticeData): string {
  return currency === undefined ? "" : formatMoney(Number(amountMinor ?? 0), currency);
}

function plan({ plan: name = "" }: NoticeData): string {
  return planTitle({ plan: name.toLowerCase(), name });
}

function planChange(data: NoticeData): string {
  const facts = { plan: plan(data), date: formatDate(Number(data["atMs"] ?? 0)) };
  switch (data["change"]) {
    case "started":
      return m.notices_plan_started(facts);
    case "trial-started":
    case "trial-ending":
      return m.notices_plan_trial(facts);
    case "downgrade-scheduled":
      return m.notices_plan_scheduled(facts);
    case "cancel-scheduled":
      return m.notices_plan_canceling(facts);
    case "canceled":
      return m.notices_plan_canceled(facts);
    case "resumed":
      return m.notices_plan_resumed(facts);
    case "paused":
      return m.notices_plan_paused(facts);
    default:
      return m.notices_plan_upgraded(facts);
  }
}

function disputeStep(data: NoticeData): string {
  const facts = { amount: pt(data["amountPt"]) };
  switch (data["step"]) {
    case "asked":
      return m.notices_dispute_asked(facts);
    case "answered":
      return m.notices_dispute_answered(facts);
    case "approved":
      return m.notices_dispute_approved(facts);
    case "partly":
      return m.notices_dispute_partly(facts);
    case "denied":
      return m.notices_dispute_denied(facts);
    case "withdrawn":
      return m.notices_dispute_withdrawn(facts);
    case "expired":
      return m.notices_dispute_expired(facts);
    default:
      return m.notices_dispute_opened(facts);
  }
}

function lowText({ availablePt }: NoticeData): string {
  if (Number(availablePt ?? 0) <= 0) return m.notices_exhausted();
  return m.notices_low({ available: pt(availablePt) });
}

function creditsText({ kind, data }: NoticeView): string | undefined {
  const percent = formatPercent(Number(data["percent"] ?? 0));
  const amount = pt(data["amountPt"]);
  switch (kind) {
    case "plan-threshold":
    case "usage-alert":
      return m.notices_usage({ percent });
    case "burn-rate":
      return m.notices_burn({ used: pt(data["usedPt"]) });
    case "advanced-share":
      return m.notices_advanced({ percent });
    case "written-off":
      return m.notices_written_off({ amount });
    case "debt":
      return m.notices_debt({ amount });
    case "pt-low":
      return lowText(data);
    case "spend-cap-reached":
      return m.notices_cap({ cap: pt(data["capPt"]) });
    case "dispute-update":
      return disputeStep(data);
    default:
      return undefined;
  }
}

function billingText({ kind, data }: NoticeView): string {
  const amount = money(data);
  switch (kind) {
    case "receipt":
      return m.notices_receipt({ amount });
    case "payment-failed":
      return m.notices_payment_failed({ amount });
    case "payment-recovered":
      return m.notices_payment_recovered({ amount });
    case "plan-frozen":
      return m.notices_plan_frozen({ plan: plan(data) });
    case "plan-changed":
      return planChange(data);
    case "refund-issued":
      return m.notices_refund({ amount });
    case "refund-failed":
      return m.notices_refund_failed({ amount });
    case "topup-failed":
      return m.notices_topup_failed({ amount });
    case "topup-cap-reached":
      return m.notices_topup_cap({ amount });
    case "card-expiring":
      return m.notices_card({ last4: data["last4"] ?? "" });
    case "webhook-disabled":
      return m.notices_webhook();
    case "key-leaked":
      return m.notices_key_leaked({ key: data["key"] ?? "" });
    case "program-stolen":
      return m.notices_program_stolen({ program: data["program"] ?? "" });
    case "join-requested":
      return m.notices_join_requested({
        asker: data["asker"] ?? "",
        email: data["email"] ?? "",
      });
    case "channel-disabled":
      return m.notices_channel({ name: data["channel"] ?? "" });
    case "export-ready":
      return m.notices_export_ready({ date: formatDate(Number(data["expiresAtMs"] ?? 0)) });
    case "statement-ready":
      return m.notices_statement({ month: formatMonth(data["month"] ?? "") });
    default:
      return kind;
  }
}

/** What a notice says, in words. */
export function noticeText(notice: NoticeView): string {
  return creditsText(notice) ?? billingText(notice);
}

const urgentKinds: ReadonlySet<string> = new Set([
  "debt",
  "payment-failed",
  "plan-frozen",
  "topup-failed",
  "spend-cap-reached",
  "pt-low",
  "webhook-disabled",
  "key-leaked",
  "program-stolen",
  "channel-disabled",
]);
const NEARLY_PERCENT = 80;

/** Whether someone should do something about it soon. */
export function isUrgent({ kind, data }: NoticeView): boolean {
  return urgentKinds.has(kind) || Number(data["percent"] ?? 0) >= NEARLY_PERCENT;
}

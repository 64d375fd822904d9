import type { TemplateName } from "#features/mail/schema";
import { m } from "#messages";

const words: Record<TemplateName, () => string> = {
  verify: m.mailtemplates_verify,
  reset: m.mailtemplates_reset,
  welcome: m.mailtemplates_welcome,
  "already-registered": m.mailtemplates_already_registered,
  "magic-link": m.mailtemplates_magic_link,
  "new-device": m.mailtemplates_new_device,
  "account-attacked": m.mailtemplates_account_attacked,
  "password-changed": m.mailtemplates_password_changed,
  "email-change-agree": m.mailtemplates_email_change_agree,
  "email-change-prove": m.mailtemplates_email_change_prove,
  "email-changed": m.mailtemplates_email_changed,
  "two-factor-changed": m.mailtemplates_two_factor_changed,
  receipt: m.mailtemplates_receipt,
  "payment-failed": m.mailtemplates_payment_failed,
  "payment-recovered": m.mailtemplates_payment_recovered,
  "plan-frozen": m.mailtemplates_plan_frozen,
  "plan-changed": m.mailtemplates_plan_changed,
  "refund-issued": m.mailtemplates_refund_issued,
  "refund-failed": m.mailtemplates_refund_failed,
  "topup-failed": m.mailtemplates_topup_failed,
  "topup-cap-reached": m.mailtemplates_topup_cap_reached,
  "chargeback-opened": m.mailtemplates_chargeback_opened,
  "card-expiring": m.mailtemplates_card_expiring,
  "usage-alert": m.mailtemplates_usage_alert,
  "pt-low": m.mailtemplates_pt_low,
  "spend-cap-reached": m.mailtemplates_spend_cap_reached,
  "dispute-update": m.mailtemplates_dispute_update,
  "webhook-disabled": m.mailtemplates_webhook_disabled,
  "channel-disabled": m.mailtemplates_channel_disabled,
  "margin-alert": m.mailtemplates_margin_alert,
  "reconciliation-alert": m.mailtemplates_reconciliation_alert,
  "dispute-alert": m.mailtemplates_dispute_alert,
  "statement-ready": m.mailtemplates_statement_ready,
  invitation: m.mailtemplates_invitation,
  "ownership-offered": m.mailtemplates_ownership_offered,
  "join-requested": m.mailtemplates_join_requested,
  "join-answered": m.mailtemplates_join_answered,
  "key-leaked": m.mailtemplates_key_leaked,
  "program-stolen": m.mailtemplates_program_stolen,
  digest: m.mailtemplates_digest,
  "export-ready": m.mailtemplates_export_ready,
  "deletion-requested": m.mailtemplates_deletion_requested,
  "subject-request": m.mailtemplates_subject_request,
  "subject-answer": m.mailtemplates_subject_answer,
};

/** What a mail is called among those who look after mails. */
export function templateName(template: TemplateName): string {
  return words[template]();
}

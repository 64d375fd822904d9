import type { Permission } from "#core/permissions";
import { noticeKinds, type NoticeKind } from "./schema.ts";

/** What concerns those who answer for money and settings; everyone hears the rest. */
const forAdmins: ReadonlySet<NoticeKind> = new Set([
  "receipt",
  "payment-failed",
  "payment-recovered",
  "refund-issued",
  "refund-failed",
  "topup-failed",
  "topup-cap-reached",
  "card-expiring",
  "webhook-disabled",
  "channel-disabled",
  "statement-ready",
]);

/** The kinds of notices to a whole workspace that someone who may do this in it is told. */
export function kindsFor(permissions: readonly Permission[]): NoticeKind[] {
  const answers = permissions.includes("billing.write") || permissions.includes("webhooks.write");
  return noticeKinds.filter((kind) => answers || !forAdmins.has(kind));
}

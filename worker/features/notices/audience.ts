import type { Role } from "#platform/ctx";
import { noticeKinds, type NoticeKind } from "./schema.ts";

/** What concerns those who answer for money and settings; everyone hears the rest. */
const forAdmins: ReadonlySet<NoticeKind> = new Set([
  "receipt",
  "payment-failed",
  "payment-recovered",
  "refund-issued",
  "topup-failed",
  "topup-cap-reached",
  "card-expiring",
  "webhook-disabled",
  "statement-ready",
]);

/** The kinds of notices to a whole workspace that a member with this role is told. */
export function kindsFor(role: Role): NoticeKind[] {
  return noticeKinds.filter((kind) => role !== "member" || !forAdmins.has(kind));
}

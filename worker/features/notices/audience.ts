import { may } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
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
  "statement-ready",
]);

/** The kinds of notices to a whole workspace that the reader of this request is told. */
export function kindsFor(ctx: Ctx): NoticeKind[] {
  const answers = may(ctx, "billing.write") || may(ctx, "webhooks.write");
  return noticeKinds.filter((kind) => answers || !forAdmins.has(kind));
}

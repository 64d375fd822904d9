import type { Permission } from "#core/permissions";
import { noticeKinds, type NoticeKind } from "./schema.ts";

const answering: readonly Permission[] = ["billing.write", "webhooks.write"];

/** What concerns only those who may do one of these; everyone hears the rest. */
const concerned: Partial<Record<NoticeKind, readonly Permission[]>> = {
  receipt: answering,
  "payment-failed": answering,
  "payment-recovered": answering,
  "refund-issued": answering,
  "refund-failed": answering,
  "topup-failed": answering,
  "topup-cap-reached": answering,
  "card-expiring": answering,
  "webhook-disabled": answering,
  "channel-disabled": answering,
  "statement-ready": answering,
  "join-requested": ["members.invite"],
};

/** The kinds of notices to a whole workspace that someone who may do this in it is told. */
export function kindsFor(permissions: readonly Permission[]): NoticeKind[] {
  return noticeKinds.filter(
    (kind) => concerned[kind]?.some((permission) => permissions.includes(permission)) ?? true,
  );
}

import type { TemplateName } from "#features/mail/schema";
import type { Topic } from "#features/preferences/schema";
import { z } from "zod";
import type { Id } from "#core/ids";

/** What the ledger announces by itself. */
export const ledgerNoticeKinds = [
  "plan-threshold",
  "burn-rate",
  "advanced-share",
  "written-off",
  "debt",
] as const;

/** What else members are told: the mails that concern them, by their templates' names. */
export const mailedNoticeKinds = [
  "receipt",
  "payment-failed",
  "payment-recovered",
  "plan-frozen",
  "plan-changed",
  "refund-issued",
  "refund-failed",
  "topup-failed",
  "topup-cap-reached",
  "card-expiring",
  "usage-alert",
  "pt-low",
  "spend-cap-reached",
  "dispute-update",
  "webhook-disabled",
  "channel-disabled",
  "statement-ready",
  "key-leaked",
  "program-stolen",
  "export-ready",
  "join-requested",
] as const satisfies TemplateName[];

export const noticeKinds = [...ledgerNoticeKinds, ...mailedNoticeKinds] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What each kind is about: people choose by it. */
export const noticeTopics: Record<NoticeKind, Topic> = {
  "plan-threshold": "usage",
  "burn-rate": "usage",
  "advanced-share": "usage",
  "written-off": "usage",
  debt: "usage",
  receipt: "payments",
  "payment-failed": "payments",
  "payment-recovered": "payments",
  "plan-frozen": "payments",
  "plan-changed": "payments",
  "refund-issued": "payments",
  "refund-failed": "payments",
  "topup-failed": "topups",
  "topup-cap-reached": "topups",
  "card-expiring": "payments",
  "usage-alert": "usage",
  "pt-low": "usage",
  "spend-cap-reached": "usage",
  "dispute-update": "disputes",
  "webhook-disabled": "integrations",
  "statement-ready": "statements",
  "export-ready": "account",
  "channel-disabled": "integrations",
  "key-leaked": "security",
  "program-stolen": "security",
  "join-requested": "team",
};

/** What is about PT and belongs beside where they are spent. */
export const creditNoticeKinds = [
  ...ledgerNoticeKinds,
  "usage-alert",
  "pt-low",
  "spend-cap-reached",
] as const satisfies NoticeKind[];

/** Facts of a notice, all strings: amounts in minor units or micro-PT, times as milliseconds. */
export type NoticeData = Record<string, string>;

/** Something that a member is told once, until it is put away. */
export interface NoticeView {
  id: string;
  kind: NoticeKind;
  data: NoticeData;
  /** The page that says more, a path of this site. */
  href: string;
  atMs: number;
  read: boolean;
}

export const NoticeIds = z
  .array(
    z
      .string()
      .max(64)
      .transform((id) => id as Id<"ntc">),
  )
  .max(100);

export const NoticesInput = z.object({
  cursor: z.string().max(80).optional(),
  limit: z.int().min(1).max(100).default(50),
  kinds: z.array(z.enum(noticeKinds)).optional(),
});
export type NoticesInput = z.input<typeof NoticesInput>;

import type { TemplateName } from "#features/mail/schema";
import { z } from "zod";

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
  "statement-ready",
  "key-leaked",
] as const satisfies TemplateName[];

export const noticeKinds = [...ledgerNoticeKinds, ...mailedNoticeKinds] as const;
export type NoticeKind = (typeof noticeKinds)[number];

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

export const NoticesInput = z.object({
  cursor: z.string().max(80).optional(),
  limit: z.int().min(1).max(100).default(50),
  kinds: z.array(z.enum(noticeKinds)).optional(),
});
export type NoticesInput = z.input<typeof NoticesInput>;

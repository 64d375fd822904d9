import type { ledgerNoticeKinds } from "#features/notices/schema";

/** What is said without a mail's words: `test` to try a channel, `other` for what has none yet. */
export type WordedKind = (typeof ledgerNoticeKinds)[number] | "test" | "other";

/** Title and text of each kind, with `{percent}`, `{used}` and `{amount}` to fill in. */
export interface NoticeWords {
  action: string;
  texts: Record<WordedKind, [title: string, text: string]>;
}

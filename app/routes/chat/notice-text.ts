import { formatPercent, formatPt } from "#app/ui/format.ts";
import type { NoticeView } from "#features/credits/schema";
import { m } from "#messages";

/** What a notice of the ledger says, in words. */
export function noticeText(notice: NoticeView): string {
  const percent = formatPercent(notice.percent ?? 0);
  switch (notice.kind) {
    case "plan-threshold":
      return m.chat_notice_plan({ percent });
    case "burn-rate":
      return m.chat_notice_burn({ used: formatPt(notice.usedMicroPt ?? 0) });
    case "advanced-share":
      return m.chat_notice_advanced({ percent });
    case "written-off":
      return m.chat_notice_written_off({ amount: formatPt(notice.amountMicroPt ?? 0) });
    case "debt":
      return m.chat_notice_debt({ amount: formatPt(notice.amountMicroPt ?? 0) });
  }
}

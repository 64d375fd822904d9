import { DAY_MS } from "#core/time";
import type { NoticeView } from "#features/notices/schema";

/** Notices that are told as one, the newest first. */
export type NoticeGroup = [NoticeView, ...NoticeView[]];

/**
 * Puts notices that follow each other, are of one kind, lead to one page and are of one day into one
 * group. The order stays as it is: newest first.
 */
export function groupNotices(notices: NoticeView[]): NoticeGroup[] {
  const groups: NoticeGroup[] = [];
  for (const notice of notices) {
    const group = groups.at(-1);
    const [newest] = group ?? [];
    const isAlike =
      newest?.kind === notice.kind &&
      newest.href === notice.href &&
      newest.atMs - notice.atMs < DAY_MS;
    if (group !== undefined && isAlike) group.push(notice);
    else groups.push([notice]);
  }
  return groups;
}

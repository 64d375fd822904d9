import { X } from "lucide-react";
import { Link, useFetcher } from "react-router";
import { cx } from "#app/ui/cx.ts";
import { IconButton } from "#app/ui/icon-button.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { m } from "#messages";
import type { NoticeGroup } from "./group-notices.ts";
import { isUrgent, noticeText } from "./notice-text.ts";

interface NoticeItemProps {
  /** The newest first; the others are alike and older. */
  group: NoticeGroup;
  unread: boolean;
  /** In a menu, which closes behind the link. */
  compact?: boolean;
}

function hideMenu(event: React.MouseEvent<HTMLElement>): void {
  event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
}

/** One notice, or several alike: what it says, when it was, the page behind it, and the way to put it away. */
export function NoticeItem({ group, unread, compact = false }: NoticeItemProps) {
  const [notice, ...older] = group;
  const fetcher = useFetcher();
  if (fetcher.formData !== undefined) return null;
  return (
    <div className="flex items-start gap-3">
      <span
        aria-hidden="true"
        className={cx(
          "mt-1.5 size-2 flex-none rounded-full",
          unread ? "bg-selvedge" : "bg-transparent",
        )}
      />
      <div className="min-w-0 flex-1">
        <Link
          to={notice.href}
          onClick={compact ? hideMenu : undefined}
          className={cx(
            "rounded-sm underline-offset-3 hover:underline",
            isUrgent(notice) && "font-medium",
          )}
        >
          {noticeText(notice)}
        </Link>
        <p className="mt-0.5 text-xs text-muted">
          {unread ? <span className="sr-only">{m.notices_unread()} · </span> : null}
          <RelativeTime atMs={notice.atMs} />
          {older.length === 0 ? null : ` · ${m.notices_more_alike({ count: older.length })}`}
        </p>
      </div>
      <fetcher.Form method="post" action="/notices" className="-my-1">
        <input type="hidden" name="intent" value="dismiss" />
        {group.map(({ id }) => (
          <input key={id} type="hidden" name="noticeId" value={id} />
        ))}
        <IconButton type="submit" icon={X} label={m.notices_dismiss()} size="sm" />
      </fetcher.Form>
    </div>
  );
}

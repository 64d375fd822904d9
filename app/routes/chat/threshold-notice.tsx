import { useFetcher } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import type { NoticeView } from "#features/notices/schema";
import { m } from "#messages";
import { isUrgent, noticeText } from "../notices/notice-text.ts";

/** The newest notice about the balance, until it is put away. */
export function ThresholdNotice({ notices }: { notices: readonly NoticeView[] }) {
  const fetcher = useFetcher();
  const dismissed = fetcher.formData?.get("noticeId");
  const notice = notices.find(({ id }) => id !== dismissed);
  if (notice === undefined) return null;
  return (
    <Notice
      tone={isUrgent(notice) ? "warning" : "info"}
      actions={
        <>
          <LinkButton size="sm" to={notice.href}>
            {m.notices_open()}
          </LinkButton>
          <fetcher.Form method="post" action="/notices">
            <input type="hidden" name="intent" value="dismiss" />
            <Button type="submit" size="sm" variant="quiet" name="noticeId" value={notice.id}>
              {m.chat_dismiss()}
            </Button>
          </fetcher.Form>
        </>
      }
    >
      <p>{noticeText(notice)}</p>
    </Notice>
  );
}

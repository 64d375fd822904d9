import { useFetcher } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import type { NoticeView } from "#features/credits/schema";
import { m } from "#messages";
import { noticeText } from "./notice-text.ts";

const NEARLY_PERCENT = 80;

/** The newest notice about the balance, until it is put away. */
export function ThresholdNotice({ notices }: { notices: readonly NoticeView[] }) {
  const fetcher = useFetcher();
  const dismissed = fetcher.formData?.get("noticeId");
  const notice = notices.find(({ id }) => id !== dismissed);
  if (notice === undefined) return null;
  const urgent = notice.kind === "debt" || (notice.percent ?? 0) >= NEARLY_PERCENT;
  return (
    <Notice
      tone={urgent ? "warning" : "info"}
      actions={
        <>
          <LinkButton size="sm" to="/credits">
            {m.chat_to_credits()}
          </LinkButton>
          <fetcher.Form method="post" action="/credits">
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

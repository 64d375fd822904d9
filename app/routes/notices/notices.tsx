import { Bell } from "lucide-react";
import { useContext, useEffect, useRef } from "react";
import { Form, useRevalidator } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Page } from "#app/ui/page.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { UnreadContext } from "#app/ui/unread-context.ts";
import { Problem } from "#core/problem";
import { dismissNotices, listNotices, markNoticesRead } from "#features/notices";
import { m } from "#messages";
import type { Route } from "./+types/notices";
import { groupNotices } from "./group-notices.ts";
import { NoticeItem } from "./notice-item.tsx";

export const handle = { crumb: () => m.shell_notifications() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.shell_notifications()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const cursor = new URL(request.url).searchParams.get("cursor") ?? undefined;
  return { cursor, ...(await listNotices(ctxOf(context), { cursor })) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  const noticeIds = form.getAll("noticeId").filter((id) => typeof id === "string");
  if (form.get("intent") === "read") await markNoticesRead(ctx);
  else if (form.get("intent") === "dismiss" && noticeIds.length > 0) {
    await dismissNotices(ctx, noticeIds);
  } else throw new Problem("bad-request", { detail: "The form does not say what to do." });
  return { done: true };
}

/** Reads the page again when another tab, or the world, has changed what is unread. */
function useFollowUnread(): void {
  const unread = useContext(UnreadContext);
  const { revalidate } = useRevalidator();
  const shown = useRef(unread);
  useEffect(() => {
    if (shown.current === unread) return;
    shown.current = unread;
    void revalidate();
  }, [unread, revalidate]);
}

/** Everything that the reader was told and has not put away. */
export default function Notices({ loaderData }: Route.ComponentProps) {
  const { items, nextCursor, cursor } = loaderData;
  useFollowUnread();
  const unread = items.some(({ read }) => !read);
  return (
    <Page width="form">
      <PageHeader
        title={m.shell_notifications()}
        description={m.notices_about()}
        actions={
          <div className="flex flex-wrap items-center gap-2">
            <LinkButton to="/account/notifications" size="sm">
              {m.notices_choose()}
            </LinkButton>
            {unread ? (
              <Form method="post">
                <Button type="submit" size="sm" name="intent" value="read">
                  {m.notices_read_all()}
                </Button>
              </Form>
            ) : null}
          </div>
        }
      />
      <Card flush>
        {items.length === 0 ? (
          <EmptyState icon={Bell} title={m.notices_none()}>
            {m.notices_none_text()}
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {groupNotices(items).map((group) => (
              <li key={group[0].id} className="px-5 py-3.5 empty:hidden">
                <NoticeItem group={group} unread={group.some(({ read }) => !read)} />
              </li>
            ))}
          </ul>
        )}
        <Pagination query={{ cursor }} nextCursor={nextCursor} />
      </Card>
    </Page>
  );
}

import { Bell } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Menu } from "#app/ui/menu.tsx";
import { MenuLink } from "#app/ui/menu-item.tsx";
import { m } from "#messages";

const NoticesList = lazy(() => import("./notices-list.tsx"));

/** The bell: what has happened and deserves a look. Without script it leads to the page of it. */
export function NoticesMenu({ unread, nowMs }: { unread: number; nowMs: number }) {
  const [opened, setOpened] = useState(0);
  return (
    <Menu
      side="end"
      label={m.shell_notifications_count({ count: unread })}
      className="w-96 max-w-[calc(100vw-32px)]"
      triggerClassName="relative inline-flex size-9 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink"
      onOpen={() => setOpened((times) => times + 1)}
      trigger={
        <>
          <Bell aria-hidden="true" className="size-4" />
          {unread > 0 ? (
            <span
              aria-hidden="true"
              className="absolute end-2 top-1.5 box-content size-1.5 rounded-full border-2 border-paper bg-selvedge"
            />
          ) : null}
        </>
      }
    >
      <MenuLink to="/notices">
        <b>{m.shell_notifications()}</b>
      </MenuLink>
      {opened > 0 ? (
        <Suspense>
          <NoticesList key={opened} nowMs={nowMs} />
        </Suspense>
      ) : null}
    </Menu>
  );
}

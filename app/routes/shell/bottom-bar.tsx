import { Ellipsis } from "lucide-react";
import { NavLink } from "react-router";
import { cx } from "#app/ui/cx.ts";
import { Menu } from "#app/ui/menu.tsx";
import { MenuDivider, MenuLink } from "#app/ui/menu-item.tsx";
import { m } from "#messages";
import { AccountItems, type AccountProps } from "./account-menu.tsx";
import { navigationFor } from "./navigation.ts";

const itemClass = "flex h-full w-full flex-col items-center justify-center gap-0.5 text-xs";

/** The navigation of a phone: the most used places, the rest behind one button. */
export function BottomBar(props: AccountProps) {
  const entries = navigationFor(props.viewer).flatMap((group) => group.entries);
  const first = entries.filter(({ onPhone }) => onPhone === true).slice(0, 4);
  const rest = entries.filter((entry) => !first.includes(entry));
  return (
    <nav
      aria-label={m.shell_navigation()}
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="flex h-[60px] items-stretch">
        {first.map(({ to, label, icon: Icon }) => (
          <li key={to} className="min-w-0 flex-1">
            <NavLink
              to={to}
              className={({ isActive }) =>
                cx(itemClass, isActive ? "font-medium text-accent" : "text-muted")
              }
            >
              <Icon aria-hidden="true" className="size-5" />
              <span className="max-w-full truncate px-1">{label()}</span>
            </NavLink>
          </li>
        ))}
        <li className="min-w-0 flex-1">
          <Menu
            side="above"
            triggerClassName={cx(itemClass, "text-muted")}
            className="w-64"
            trigger={
              <>
                <Ellipsis aria-hidden="true" className="size-5" />
                {m.shell_more()}
              </>
            }
          >
            {rest.map(({ to, label, icon }) => (
              <MenuLink key={to} to={to} icon={icon}>
                {label()}
              </MenuLink>
            ))}
            {rest.length > 0 ? <MenuDivider /> : null}
            <AccountItems {...props} />
          </Menu>
        </li>
      </ul>
    </nav>
  );
}

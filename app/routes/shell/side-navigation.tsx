import { NavLink } from "react-router";
import { cx } from "#app/ui/cx.ts";
import { m } from "#messages";
import { navigationFor, type Viewer } from "./navigation.ts";

/** The places of the product, by system. */
export function SideNavigation({ viewer }: { viewer: Viewer }) {
  return (
    <nav aria-label={m.shell_navigation()} className="min-h-0 overflow-y-auto px-3 pb-4">
      {navigationFor(viewer).map(({ label, entries }) => (
        <div key={label()} className="mt-4 first:mt-1">
          <h2 className="px-2.5 pb-1 text-xs font-medium tracking-normal text-muted">{label()}</h2>
          <ul>
            {entries.map(({ to, label, icon: Icon }) => (
              <li key={to}>
                <NavLink
                  to={to}
                  prefetch="intent"
                  className={({ isActive }) =>
                    cx(
                      "flex h-8 items-center gap-2.5 rounded-md px-2.5",
                      isActive
                        ? "bg-accent-soft font-medium text-accent"
                        : "text-ink hover:bg-sunken",
                    )
                  }
                >
                  <Icon aria-hidden="true" className="size-4 flex-none opacity-80" />
                  {label()}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

import { useEffect, useRef } from "react";
import { NavLink, useLocation } from "react-router";
import { cx } from "./cx.ts";

interface TabsProps {
  label: string;
  tabs: {
    to: string;
    label: string;
    count?: string;
    end?: boolean;
    /** Other addresses that lie behind this tab. */
    also?: string[];
  }[];
}

/** Brings the page's own tab into sight where there is no room for all; the page itself stays. */
function showCurrent(bar: HTMLElement | null): void {
  const current = bar?.querySelector("[aria-current=page]");
  if (bar === null || current === null || current === undefined) return;
  const [own, all] = [current.getBoundingClientRect(), bar.getBoundingClientRect()];
  if (own.left >= all.left && own.right <= all.right) return;
  bar.scrollLeft += own.left - all.left - (all.width - own.width) / 2;
}

/** Says on the bar at which of its ends there is more than is seen; the style fades that end. */
function markHidden(bar: HTMLElement | null): void {
  if (bar === null) return;
  const passed = Math.abs(bar.scrollLeft);
  bar.toggleAttribute("data-more-before", passed > 1);
  bar.toggleAttribute("data-more-after", bar.scrollWidth - bar.clientWidth - passed > 1);
}

/**
 * Tabs are pages: each has its own address, so they are links in a navigation. On a wide screen they
 * take as many lines as they need; on a narrow one they scroll, and an end with more behind it fades.
 */
export function Tabs({ label, tabs }: TabsProps) {
  const { pathname } = useLocation();
  const bar = useRef<HTMLElement>(null);
  const shown = useRef("");
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    showCurrent(bar.current);
  }, [pathname]);
  useEffect(() => {
    const { current } = bar;
    if (current === null) return;
    const watch = new ResizeObserver(() => markHidden(current));
    watch.observe(current);
    return () => watch.disconnect();
  }, []);
  return (
    <nav
      ref={bar}
      aria-label={label}
      onScroll={({ currentTarget }) => markHidden(currentTarget)}
      className="tab-bar mb-6 overflow-x-auto border-b border-line"
    >
      <ul className="-mb-px flex gap-x-5 lg:flex-wrap">
        {tabs.map(({ to, label, count, end = true, also = [] }) => (
          <li key={to}>
            <NavLink
              to={to}
              end={end}
              className={({ isActive }) =>
                cx(
                  "inline-flex h-10 items-center justify-center gap-1.5 whitespace-nowrap border-b-2 font-medium pointer-coarse:h-12",
                  isActive || also.includes(pathname)
                    ? "border-accent text-ink"
                    : "border-transparent text-muted hover:text-ink",
                )
              }
            >
              {label}
              {count === undefined ? null : (
                <span className="figures text-xs text-muted">{count}</span>
              )}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

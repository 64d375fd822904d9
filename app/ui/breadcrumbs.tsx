import { ChevronRight } from "lucide-react";
import { Link } from "react-router";
import { m } from "#messages";

export interface Crumb {
  label: string;
  to: string;
}

/** Where this page lies; the last crumb is the page itself. */
export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label={m.shell_breadcrumbs()} className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1">
        {crumbs.map(({ label, to }, index) => {
          const last = index === crumbs.length - 1;
          return (
            <li key={to} className={last ? "min-w-0 truncate" : "flex-none max-sm:hidden"}>
              {last ? (
                <span aria-current="page" className="font-medium" dir="auto">
                  {label}
                </span>
              ) : (
                <span className="inline-flex items-center gap-1 text-muted">
                  <Link to={to} className="rounded-sm hover:text-ink">
                    {label}
                  </Link>
                  <ChevronRight aria-hidden="true" className="size-3.5 rtl:-scale-x-100" />
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

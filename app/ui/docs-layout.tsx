import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { english } from "./english-only.tsx";

export interface DocsLink {
  href: string;
  label: string;
  current?: boolean;
  /** A short word before it, such as a method. */
  mark?: string;
}

export interface DocsGroup {
  label?: string;
  links: DocsLink[];
  /** Set where its words exist in English alone. */
  isEnglish?: boolean;
}

interface DocsLayoutProps {
  /** What the list is, for screen readers and for the button of a phone. */
  label: string;
  groups: DocsGroup[];
  children: ReactNode;
}

function Links({ groups }: { groups: DocsGroup[] }) {
  return groups.map(({ label, links, isEnglish = false }) => (
    <div key={label ?? "all"} className="mb-5 text-start last:mb-0" {...(isEnglish ? english : {})}>
      {label === undefined ? null : (
        <p className="mb-1 px-2.5 text-xs font-medium text-muted">{label}</p>
      )}
      <ul>
        {links.map(({ href, label: text, current = false, mark }) => (
          <li key={href}>
            <a
              href={href}
              aria-current={current ? "page" : undefined}
              className={cx(
                "flex items-baseline gap-2 rounded-md px-2.5 py-1 pointer-coarse:items-center",
                current
                  ? "bg-accent-soft font-medium text-accent"
                  : "text-muted hover:bg-sunken hover:text-ink",
              )}
            >
              {mark === undefined ? null : (
                <span
                  dir="ltr"
                  className="w-9 flex-none font-mono text-[10px] font-medium uppercase"
                >
                  {mark}
                </span>
              )}
              <span className="min-w-0 break-words">{text}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  ));
}

/** Pages to read: their list at the side, or behind a button on a phone, and the text. */
export function DocsLayout({ label, groups, children }: DocsLayoutProps) {
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-x-14 px-4 pt-4 sm:px-8 lg:grid-cols-[240px_minmax(0,1fr)] lg:pt-8">
      <nav aria-label={label} className="lg:hidden">
        <details className="group mb-8 rounded-md border border-line bg-surface">
          <summary className="flex h-11 items-center justify-between rounded-md px-3.5 font-medium">
            {label}
            <ChevronDown aria-hidden="true" className="size-4 text-muted group-open:-scale-y-100" />
          </summary>
          <div className="border-t border-line p-2">
            <Links groups={groups} />
          </div>
        </details>
      </nav>
      <nav
        aria-label={label}
        className="sticky top-6 max-h-[calc(100dvh-48px)] self-start overflow-y-auto pb-6 max-lg:hidden"
      >
        <Links groups={groups} />
      </nav>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

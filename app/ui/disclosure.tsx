import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

interface DisclosureProps {
  /** What it holds. */
  summary: ReactNode;
  children: ReactNode;
  className?: string;
}

/** More for who wants it, behind a line that says so. */
export function Disclosure({ summary, children, className }: DisclosureProps) {
  return (
    <details className={cx("group/more", className)}>
      <summary className="inline-flex items-center gap-1 rounded-sm text-muted hover:text-ink">
        <ChevronRight
          aria-hidden="true"
          className="size-3.5 flex-none transition-transform group-open/more:rotate-90 rtl:-scale-x-100"
        />
        {summary}
      </summary>
      {children}
    </details>
  );
}

import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  icon?: LucideIcon;
  title: ReactNode;
  /** What this place is for and what to do first. */
  children?: ReactNode;
  action?: ReactNode;
}

/** Where nothing is yet: it teaches the next step. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-14 text-center">
      {Icon === undefined ? null : (
        <span className="mb-4 inline-flex size-10 items-center justify-center rounded-md border border-line bg-paper text-muted">
          <Icon aria-hidden="true" className="size-5" />
        </span>
      )}
      <h3 className="text-base">{title}</h3>
      {children === undefined ? null : <div className="mt-1 text-muted">{children}</div>}
      {action === undefined ? null : (
        <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>
      )}
    </div>
  );
}

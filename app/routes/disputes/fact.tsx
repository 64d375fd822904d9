import type { ReactNode } from "react";
import { cx } from "#app/ui/cx.ts";

interface FactsProps {
  children: ReactNode;
  /** Leaves the values more room, for a card beside others. */
  narrow?: boolean;
}

/** A list of facts with their names, the names at the start on a wide screen. */
export function Facts({ children, narrow = false }: FactsProps) {
  return (
    <dl
      className={cx(
        "grid gap-x-6 gap-y-3 [&>div]:contents",
        narrow ? "sm:grid-cols-[110px_minmax(0,1fr)]" : "sm:grid-cols-[180px_minmax(0,1fr)]",
      )}
    >
      {children}
    </dl>
  );
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted max-sm:-mb-2">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}

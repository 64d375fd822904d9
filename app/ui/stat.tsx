import type { ReactNode } from "react";

interface StatProps {
  label: ReactNode;
  value: ReactNode;
  /** What the figure is made of, compared with or valid for. */
  note?: ReactNode;
}

/** One figure with its name. Put several into a `Stats`. */
export function Stat({ label, value, note }: StatProps) {
  return (
    <div className="bg-surface px-5 py-4">
      <dt className="text-muted">{label}</dt>
      <dd className="figures mt-1 text-lg font-semibold tracking-tight">{value}</dd>
      {note === undefined ? null : <dd className="mt-0.5 text-xs text-muted">{note}</dd>}
    </div>
  );
}

/** A row of figures divided by hairlines. */
export function Stats({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-1 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-[repeat(auto-fit,minmax(180px,1fr))]">
      {children}
    </dl>
  );
}

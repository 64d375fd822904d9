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
    <div className="bg-surface px-3.5 py-2.5 sm:px-5 sm:py-4">
      <dt className="text-muted max-sm:text-xs">{label}</dt>
      <dd className="figures text-base font-semibold tracking-tight sm:mt-1 sm:text-lg">{value}</dd>
      {note === undefined ? null : <dd className="mt-0.5 text-xs text-muted">{note}</dd>}
    </div>
  );
}

/** A row of figures divided by hairlines; on a phone two side by side, close together. */
export function Stats({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line max-sm:[&>:last-child:nth-child(odd)]:col-span-2 sm:grid-cols-[repeat(auto-fit,minmax(180px,1fr))]">
      {children}
    </dl>
  );
}

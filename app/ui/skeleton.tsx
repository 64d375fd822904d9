import { m } from "#messages";
import { cx } from "./cx.ts";

/** A place held while its content is on the way. Size it by its classes. */
export function Skeleton({ className }: { className?: string }) {
  return <span className={cx("block animate-pulse rounded-sm bg-sunken", className)} />;
}

/** Rows of a list on the way, read out once as loading. */
export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  return (
    <output className="block">
      <span className="sr-only">{m.shell_loading()}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex items-center gap-6 border-b border-line px-5 py-3.5">
          <Skeleton className="h-3.5 w-2/5" />
          <Skeleton className="h-3.5 w-1/5" />
          <Skeleton className="ms-auto h-3.5 w-16" />
        </div>
      ))}
    </output>
  );
}

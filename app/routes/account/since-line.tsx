import { RelativeTime } from "#app/ui/relative-time.tsx";
import { m } from "#messages";

interface SinceLineProps {
  createdAtMs: number;
  lastUsedAtMs: number | null;
  /** What else there is to say, before the times. */
  about?: string;
}

/** Since when something opens the account, and when it last did. */
export function SinceLine({ createdAtMs, lastUsedAtMs, about }: SinceLineProps) {
  return (
    <span className="block text-xs text-muted">
      {about === undefined ? null : `${about} · `}
      {m.signins_added()} <RelativeTime atMs={createdAtMs} />
      {" · "}
      {lastUsedAtMs === null ? (
        m.signins_never_used()
      ) : (
        <>
          {m.signins_last_used()} <RelativeTime atMs={lastUsedAtMs} />
        </>
      )}
    </span>
  );
}

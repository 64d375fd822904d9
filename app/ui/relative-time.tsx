import { formatDate, formatDateTime, formatMoment, formatRelative } from "./format.ts";
import { useNow } from "./use-now.ts";

interface RelativeTimeProps {
  atMs: number;
  /** Shows the absolute date and time instead, for statements and logs. */
  absolute?: boolean;
}

/** "3 hours ago", with the absolute time on hover. Without script it is the date in UTC. */
export function RelativeTime({ atMs, absolute = false }: RelativeTimeProps) {
  const now = useNow();
  const zone = now === undefined ? "UTC" : new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const shown = absolute ? formatDateTime(atMs, zone) : undefined;
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatMoment(atMs, zone)}>
      {shown ?? (now === undefined ? formatDate(atMs) : formatRelative(atMs, now))}
    </time>
  );
}

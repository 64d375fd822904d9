import { cx } from "#app/ui/cx.ts";
import { Badge } from "#app/ui/badge.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import type { DisputeEventView } from "#features/disputes/schema";
import { m } from "#messages";
import { eventTitle } from "./words.ts";

const internal = new Set<DisputeEventView["kind"]>(["note", "proposed", "sent-back"]);

const dots: Record<DisputeEventView["side"], string> = {
  user: "bg-accent-fill",
  operator: "bg-success",
  system: "bg-field",
};

/** Everything that happened, in order; what people wrote stands as theirs. */
export function Timeline({ events }: { events: DisputeEventView[] }) {
  return (
    <ol className="grid">
      {events.map((event, index) => (
        <Event key={event.id} event={event} last={index === events.length - 1} />
      ))}
    </ol>
  );
}

function Event({ event, last }: { event: DisputeEventView; last: boolean }) {
  const { kind, text, side, atMs } = event;
  return (
    <li className={cx("relative ps-6", last ? undefined : "pb-5")}>
      {last ? null : (
        <span aria-hidden="true" className="absolute inset-y-0 start-1 mt-2 w-px bg-line" />
      )}
      <span
        aria-hidden="true"
        className={cx("absolute start-0 top-1.5 size-[9px] rounded-full", dots[side])}
      />
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
        <span className="font-medium wrap-anywhere">{eventTitle(event)}</span>
        {internal.has(kind) ? <Badge>{m.disputes_internal()}</Badge> : null}
        <span className="text-xs text-muted">
          <RelativeTime atMs={atMs} absolute />
        </span>
      </p>
      {text === "" ? null : (
        <blockquote
          dir="auto"
          className="mt-1.5 max-w-prose rounded-md border border-line bg-paper px-3.5 py-2.5 wrap-anywhere whitespace-pre-wrap"
        >
          {text}
        </blockquote>
      )}
    </li>
  );
}

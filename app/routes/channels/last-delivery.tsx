import { RelativeTime } from "#app/ui/relative-time.tsx";
import type { LastDelivery as Delivery } from "#features/channels/schema";
import { m } from "#messages";
import { failureWords } from "./failure-words.ts";

function outcomeWords(last: Delivery): string {
  if (last.state === "succeeded") return m.channels_ok();
  if (last.state === "failed") return failureWords(last);
  return isRetried(last)
    ? m.channels_retrying({ reason: failureWords(last) })
    : m.channels_pending();
}

function isRetried({ state, failure }: Delivery): boolean {
  return state === "pending" && failure !== null;
}

const tones = { succeeded: "text-muted", pending: "text-muted", failed: "text-danger" } as const;

/** What came of the last delivery to a channel or a device. */
export function LastDelivery({ last }: { last: Delivery | null }) {
  if (last === null) return <span className="text-muted">{m.channels_last_none()}</span>;
  return (
    <span className={isRetried(last) ? "text-warning" : tones[last.state]}>
      {m.channels_last()}: {outcomeWords(last)}, <RelativeTime atMs={last.atMs} />
    </span>
  );
}

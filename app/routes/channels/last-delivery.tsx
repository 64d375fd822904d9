import { RelativeTime } from "#app/ui/relative-time.tsx";
import type { LastDelivery as Delivery } from "#features/channels/schema";
import { m } from "#messages";
import { failureWords } from "./failure-words.ts";

function outcomeWords(last: Delivery): string {
  if (last.state === "succeeded") return m.channels_ok();
  if (last.state === "pending") return m.channels_pending();
  return failureWords(last);
}

/** What came of the last delivery to a channel or a device. */
export function LastDelivery({ last }: { last: Delivery | null }) {
  if (last === null) return <span className="text-muted">{m.channels_last_none()}</span>;
  return (
    <span className={last.state === "failed" ? "text-danger" : "text-muted"}>
      {m.channels_last()}: {outcomeWords(last)}, <RelativeTime atMs={last.atMs} />
    </span>
  );
}

import { formatPt } from "#app/ui/format.ts";
import type { MessageView } from "#features/chat/schema";
import { m } from "#messages";
import { isRunning } from "./live-state.ts";

/** What a screen reader is told when an answer begins or ends; undefined when nothing changed. */
export function announcementOf(
  before: MessageView | undefined,
  now: MessageView | undefined,
): string | undefined {
  if (now?.role !== "assistant") return undefined;
  const same = before?.id === now.id;
  if (isRunning(now)) return same ? undefined : m.chat_announce_started();
  if (!same || before === undefined || !isRunning(before)) return undefined;
  if (now.state === "failed") return m.chat_announce_failed();
  if (now.state === "stopped") return m.chat_announce_stopped();
  const charge = now.charge?.chargedMicroPt ?? 0;
  return m.chat_announce_done({ charge: formatPt(charge) });
}

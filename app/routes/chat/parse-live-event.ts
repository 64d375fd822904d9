import type { LiveEvent } from "#features/chat/schema";

/** An event of the socket; undefined for anything else, such as signs of life. */
export function parseLiveEvent(text: string): LiveEvent | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isEvent = typeof parsed === "object" && parsed !== null && "type" in parsed;
    return isEvent ? (parsed as LiveEvent) : undefined;
  } catch {
    return undefined;
  }
}

import { useEffect, useState } from "react";
import type { Balance } from "#features/credits/schema";
import { LiveSocket } from "./live-socket.ts";

function parseBalance(text: string): Balance | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isBalance = typeof value === "object" && value !== null && "availableMicroPt" in value;
    return isBalance ? (value as Balance) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Follows the balance over `/live/balance`, from the one that the page came with. A lost connection
 * is taken up again; what arrives late or twice never replaces what is newer.
 */
export function useLiveBalance(initial: Balance): Balance {
  const [live, setLive] = useState(initial);
  useEffect(() => {
    const socket = new LiveSocket("/live/balance", (text) => {
      const next = parseBalance(text);
      if (next === undefined) return;
      setLive((last) => (next.accountId === last.accountId && next.seq < last.seq ? last : next));
    });
    return () => socket.close();
  }, []);
  const isNewer = initial.accountId !== live.accountId || initial.seq > live.seq;
  return isNewer ? initial : live;
}

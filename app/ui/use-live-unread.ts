import { useEffect, useState } from "react";
import { LiveSocket } from "./live-socket.ts";

/**
 * Follows how many notices are unread over `/live/notices`, from what the page came with. The server
 * says it anew at every connection, so that nothing is missed while there was none.
 */
export function useLiveUnread(initial: number): number {
  const [live, setLive] = useState({ initial, unread: initial });
  useEffect(() => {
    const socket = new LiveSocket("/live/notices", (text) => {
      const { unread } = JSON.parse(text) as { unread: number };
      setLive((last) => ({ ...last, unread }));
    });
    return () => socket.close();
  }, []);
  if (live.initial === initial) return live.unread;
  setLive({ initial, unread: initial });
  return initial;
}

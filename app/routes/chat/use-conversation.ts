import { useEffect, useState, useSyncExternalStore } from "react";
import { useRevalidator } from "react-router";
import type { LiveEvent, Transcript } from "#features/chat/schema";
import { type Connection, LiveSocket } from "./live-socket.ts";
import { LiveStore } from "./live-store.ts";

/** A connection that is back sooner was not worth a word. */
const LOST_GRACE_MS = 2_000;

/** The transcript as it changes: from the loader first, then live over the socket. */
export function useConversation(conversationId: string | null, transcript: Transcript) {
  const [store] = useState(() => new LiveStore(transcript));
  const [lost, setLost] = useState(false);
  const { revalidate } = useRevalidator();
  const state = useSyncExternalStore(store.subscribe, store.read, store.read);

  useEffect(() => store.dispatch({ type: "loaded", transcript }), [store, transcript]);

  useEffect(() => {
    if (conversationId === null) return;
    let seenResyncs = store.resyncs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onEvent = (event: LiveEvent) => {
      store.dispatch({ type: "live", event });
      if (store.resyncs !== seenResyncs) {
        seenResyncs = store.resyncs;
        socket.resync();
      }
      // The list shows titles, order and amounts, which a turn's end may change.
      if (event.type === "settled") void revalidate();
    };
    const onConnection = (connection: Connection) => {
      if (connection === "lost") timer ??= setTimeout(() => setLost(true), LOST_GRACE_MS);
      if (connection !== "open") return;
      clearTimeout(timer);
      timer = undefined;
      setLost(false);
    };
    const socket = new LiveSocket({ conversationId, onEvent, onConnection });
    return () => {
      clearTimeout(timer);
      socket.close();
    };
  }, [conversationId, store, revalidate]);

  return { store, state, lost };
}

import { useEffect, useState, useSyncExternalStore } from "react";
import { useRevalidator } from "react-router";
import { type Connection, LiveSocket } from "#app/ui/live-socket.ts";
import type { LiveEvent, Transcript } from "#features/chat/schema";
import { LiveStore } from "./live-store.ts";
import { parseLiveEvent } from "./parse-live-event.ts";

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
    const onText = (text: string) => {
      const event: LiveEvent | undefined = parseLiveEvent(text);
      if (event === undefined) return;
      store.dispatch({ type: "live", event });
      if (store.resyncs !== seenResyncs) {
        seenResyncs = store.resyncs;
        socket.reconnect();
      }
      // The list shows titles, order and amounts, which a turn's end may change.
      if (event.type === "settled") void revalidate();
    };
    const onConnection = (connection: Connection) => {
      if (connection === "lost") timer ??= setTimeout(() => setLost(true), LOST_GRACE_MS);
      if (connection === "lost") return;
      clearTimeout(timer);
      timer = undefined;
      setLost(false);
    };
    const socket = new LiveSocket(`/live/conversations/${conversationId}`, onText, onConnection);
    return () => {
      clearTimeout(timer);
      socket.close();
    };
  }, [conversationId, store, revalidate]);

  return { store, state, lost };
}

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useRevalidator } from "react-router";
import type { LiveEvent, Transcript } from "#features/chat/schema";
import { type Connection, LiveSocket } from "./live-socket.ts";
import { LiveStore } from "./live-store.ts";

/** The transcript as it changes: from the loader first, then live over the socket. */
export function useConversation(conversationId: string | null, transcript: Transcript) {
  const [store] = useState(() => new LiveStore(transcript));
  const [connection, setConnection] = useState<Connection>("open");
  const { revalidate } = useRevalidator();
  const state = useSyncExternalStore(store.subscribe, store.read, store.read);

  useEffect(() => store.dispatch({ type: "loaded", transcript }), [store, transcript]);

  useEffect(() => {
    if (conversationId === null) return;
    let seenResyncs = store.resyncs;
    const onEvent = (event: LiveEvent) => {
      store.dispatch({ type: "live", event });
      if (store.resyncs !== seenResyncs) {
        seenResyncs = store.resyncs;
        socket.resync();
      }
      // The list shows titles, order and amounts, which a turn's end may change.
      if (event.type === "settled") void revalidate();
    };
    const socket = new LiveSocket({ conversationId, onEvent, onConnection: setConnection });
    return () => socket.close();
  }, [conversationId, store, revalidate]);

  return { store, state, connection };
}

/** True once a lost connection has been lost long enough to be worth a word. */
export function useLostFor(connection: Connection, graceMs: number): boolean {
  const [lost, setLost] = useState(false);
  const isLost = connection !== "open";
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const clear = useCallback(() => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!isLost) {
      setLost(false);
      return;
    }
    timer.current = setTimeout(() => setLost(true), graceMs);
    return clear;
  }, [isLost, graceMs, clear]);
  return lost && isLost;
}

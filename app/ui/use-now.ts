import { useSyncExternalStore } from "react";

const TICK_MS = 30_000;

let now = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function read(): number | undefined {
  if (now === 0) now = Date.now();
  return now;
}

const readOnServer = (): number | undefined => undefined;

/** The present for display, to the half minute; undefined until the page has come alive. */
export function useNow(): number | undefined {
  return useSyncExternalStore(subscribe, read, readOnServer);
}

import { useSyncExternalStore } from "react";

const subscribe = () => () => undefined;

/** False in the page as it came, true once its script has taken over. */
export function useAlive(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}

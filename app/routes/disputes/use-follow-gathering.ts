import { useEffect } from "react";
import { useRevalidator } from "react-router";
import type { DisputeState } from "#features/disputes/schema";

const POLL_MS = 2_000;

/** Asks again every two seconds while evidence is gathered, so that it appears by itself. */
export function useFollowGathering(state: DisputeState): void {
  const { revalidate } = useRevalidator();
  const gathers = state === "open" || state === "gathering";
  useEffect(() => {
    if (!gathers) return;
    const timer = setInterval(() => void revalidate(), POLL_MS);
    return () => clearInterval(timer);
  }, [gathers, revalidate]);
}

import { useEffect } from "react";
import { useRevalidator } from "react-router";

const POLL_MS = 2_000;

/** Asks again every two seconds while something runs, so that its end is seen. */
export function useFollowRuns(running: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => void revalidate(), POLL_MS);
    return () => clearInterval(timer);
  }, [running, revalidate]);
}

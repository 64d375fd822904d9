import { useEffect, useState } from "react";
import { m } from "#messages";

/** A stretch of the browser's clock. */
export interface Wait {
  fromMs: number;
  untilMs: number;
}

/** Whole seconds left of the wait; 0 when it is over or there is none. */
export function useSecondsLeft(wait: Wait | undefined): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (wait === undefined) return;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= wait.untilMs) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [wait]);
  if (wait === undefined) return 0;
  return Math.max(0, Math.ceil((wait.untilMs - Math.max(now, wait.fromMs)) / 1000));
}

/** "You can send again in 7 s", read out once and not every second. */
export function Countdown({ seconds }: { seconds: number }) {
  return (
    <p aria-live="off" className="figures">
      {seconds > 0 ? m.chat_wait({ seconds }) : m.chat_wait_over()}
    </p>
  );
}

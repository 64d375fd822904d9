import { useEffect, useState } from "react";
import { m } from "#messages";

/** Seconds left until `untilMs` of the browser's clock; 0 when it is reached. */
export function useSecondsLeft(untilMs: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  const left = untilMs === undefined ? 0 : Math.max(0, Math.ceil((untilMs - now) / 1000));
  useEffect(() => {
    if (untilMs === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [untilMs]);
  return left;
}

/** "You can send again in 7 s", read out once and not every second. */
export function Countdown({ seconds }: { seconds: number }) {
  return (
    <p aria-live="off" className="figures">
      {seconds > 0 ? m.chat_wait({ seconds }) : m.chat_wait_over()}
    </p>
  );
}

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

const NEAR_PX = 48;

/**
 * Keeps the end of a growing list in sight while the reader is at its end, and leaves them alone
 * once they have scrolled up.
 */
export function useFollowEnd(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
) {
  const following = useRef(true);
  const [away, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    following.current = true;
    setAway(false);
    element.scrollTop = element.scrollHeight;
  }, [scroller]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (element === null || inner === null) return;
    if (location.hash === "") toEnd();
    else following.current = false;
    const onScroll = () => {
      const rest = element.scrollHeight - element.scrollTop - element.clientHeight;
      following.current = rest < NEAR_PX;
      setAway(rest >= NEAR_PX);
    };
    const observer = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight;
      else onScroll();
    });
    element.addEventListener("scroll", onScroll, { passive: true });
    observer.observe(inner);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", onScroll);
      observer.disconnect();
    };
  }, [scroller, content, toEnd]);

  return { away, toEnd };
}

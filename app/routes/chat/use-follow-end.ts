import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

const NEAR_PX = 48;

function scrollToEnd(element: HTMLElement): void {
  element.scrollTo({ top: element.scrollHeight, behavior: "instant" });
}

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
    following.current = true;
    if (scroller.current !== null) scrollToEnd(scroller.current);
  }, [scroller]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (element === null || inner === null) return;
    if (location.hash === "") scrollToEnd(element);
    else following.current = false;
    let lastTop = element.scrollTop;
    const onScroll = () => {
      const rest = element.scrollHeight - element.scrollTop - element.clientHeight;
      // The list may have grown since it was scrolled; only going up is the reader's own.
      if (rest < NEAR_PX) following.current = true;
      else if (element.scrollTop < lastTop) following.current = false;
      lastTop = element.scrollTop;
      setAway(rest >= NEAR_PX && !following.current);
    };
    const observer = new ResizeObserver(() => {
      if (following.current) scrollToEnd(element);
      else onScroll();
    });
    element.addEventListener("scroll", onScroll, { passive: true });
    observer.observe(inner);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", onScroll);
      observer.disconnect();
    };
  }, [scroller, content]);

  return { away, toEnd };
}

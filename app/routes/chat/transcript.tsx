import { ArrowDown } from "lucide-react";
import { type ComponentType, type ReactNode, Suspense, useEffect, useRef } from "react";
import { cx } from "#app/ui/cx.ts";
import { Skeleton } from "#app/ui/skeleton.tsx";
import { m } from "#messages";
import { MessageList as LazyMessageList, preloadMessages } from "./lazy-parts.tsx";
import { isPendingId } from "./live-state.ts";
import type { MessageListProps } from "./message-list.tsx";
import { useFollowEnd } from "./use-follow-end.ts";

/** An empty conversation needs no messages yet; they are fetched when someone begins to act. */
function useMessagesSoon(): void {
  useEffect(() => {
    const once = { once: true };
    document.addEventListener("keydown", preloadMessages, once);
    document.addEventListener("pointerdown", preloadMessages, once);
    return () => {
      document.removeEventListener("keydown", preloadMessages);
      document.removeEventListener("pointerdown", preloadMessages);
    };
  }, []);
}

interface TranscriptProps extends MessageListProps {
  /**
   * What shows the messages. A page that begins with some brings it along: one that came later would
   * leave the page empty between the server's markup and its own.
   */
  list: ComponentType<MessageListProps> | undefined;
  /** Shown in place of the messages while there are none. */
  empty: ReactNode;
  /** Below the messages, always in sight. */
  children: ReactNode;
}

/** The messages of the shown branch, scrolling above the composer. */
export function Transcript(props: TranscriptProps) {
  const { messages, list: MessageList = LazyMessageList, empty, children, ...rest } = props;
  const shown = messages.length > 0;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { away, toEnd } = useFollowEnd(scroller, content);
  useMessagesSoon();
  const lastId = messages.at(-1)?.id;
  useEffect(() => {
    // One's own message is followed, wherever one was reading.
    if (lastId !== undefined && isPendingId(lastId)) toEnd();
  }, [lastId, toEnd]);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: WCAG 2.1.1
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]"
      >
        {shown ? null : empty}
        <div ref={content} className={cx("mx-auto max-w-3xl px-4 sm:px-6", shown && "py-6")}>
          {shown ? (
            <Suspense fallback={<Skeleton className="ms-auto h-11 w-2/5" />}>
              <MessageList messages={messages} {...rest} />
            </Suspense>
          ) : null}
        </div>
      </div>
      <div className="relative mx-auto w-full max-w-3xl px-3 pb-3 sm:px-6 sm:pb-4">
        {away && shown ? (
          <button
            type="button"
            onClick={toEnd}
            className="absolute start-1/2 -top-12 inline-flex h-9 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line bg-surface px-3 text-sm shadow-popover hover:bg-sunken rtl:translate-x-1/2"
          >
            <ArrowDown aria-hidden="true" className="size-4" />
            {m.chat_to_end()}
          </button>
        ) : null}
        {children}
      </div>
    </div>
  );
}

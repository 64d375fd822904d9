import { ArrowDown } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { cx } from "#app/ui/cx.ts";
import type { MessageView } from "#features/chat/schema";
import { m } from "#messages";
import { AnswerMessage } from "./answer-message.tsx";
import { isPendingId } from "./live-state.ts";
import { useFollowEnd } from "./use-follow-end.ts";
import { UserMessage } from "./user-message.tsx";

interface TranscriptProps {
  messages: readonly MessageView[];
  modelNames: ReadonlyMap<string, string>;
  running: boolean;
  onEdit: (message: MessageView, text: string) => Promise<boolean>;
  onRegenerate: (message: MessageView) => void;
  /** Shown in place of the messages while there are none. */
  empty: ReactNode;
  /** Below the messages, always in sight. */
  children: ReactNode;
}

/** The messages of the shown branch, scrolling above the composer. */
export function Transcript(props: TranscriptProps) {
  const { messages, modelNames, running, onEdit, onRegenerate, empty, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const { away, toEnd } = useFollowEnd(scroller, content);
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
        {messages.length === 0 ? empty : null}
        <ol
          ref={content}
          aria-label={m.chat_transcript()}
          className={cx("mx-auto grid max-w-3xl gap-6 px-4 sm:px-6", messages.length > 0 && "py-6")}
        >
          {messages.map((message, index) => (
            <li
              key={message.id}
              id={message.id}
              className={cx(
                "min-w-0 scroll-mt-4 px-1 target:rounded-md target:bg-accent-soft",
                index < messages.length - 3 &&
                  "[contain-intrinsic-size:auto_180px] [content-visibility:auto]",
              )}
            >
              {message.role === "user" ? (
                <UserMessage message={message} canEdit={!running} onEdit={onEdit} />
              ) : (
                <AnswerMessage
                  message={message}
                  modelName={modelNames.get(message.model ?? "") ?? message.model}
                  onRegenerate={running ? undefined : onRegenerate}
                />
              )}
            </li>
          ))}
        </ol>
      </div>
      <div className="relative mx-auto w-full max-w-3xl px-3 pb-3 sm:px-6 sm:pb-4">
        {away && messages.length > 0 ? (
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

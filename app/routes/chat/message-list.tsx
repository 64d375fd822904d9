import { cx } from "#app/ui/cx.ts";
import type { MessageView } from "#features/chat/schema";
import { m } from "#messages";
import { AnswerMessage } from "./answer-message.tsx";
import { UserMessage } from "./user-message.tsx";

export interface MessageListProps {
  messages: readonly MessageView[];
  modelNames: ReadonlyMap<string, string>;
  running: boolean;
  /** Both absent for who may not write. */
  onEdit: ((message: MessageView, text: string) => Promise<boolean>) | undefined;
  onRegenerate: ((message: MessageView) => void) | undefined;
}

/** So many messages at the end are always laid out; the browser skips those out of sight. */
const LAID_OUT = 3;

/** The messages of the shown branch. */
export function MessageList(props: MessageListProps) {
  const { messages, modelNames, running, onEdit, onRegenerate } = props;
  return (
    <ol aria-label={m.chat_transcript()} className="grid grid-cols-1 gap-6">
      {messages.map((message, index) => (
        <li
          key={message.id}
          id={message.id}
          className={cx(
            "min-w-0 scroll-mt-4 px-1 target:rounded-md target:bg-accent-soft",
            index < messages.length - LAID_OUT &&
              "[contain-intrinsic-size:auto_180px] [content-visibility:auto]",
          )}
        >
          {message.role === "user" ? (
            <UserMessage
              message={message}
              canEdit={!running && onEdit !== undefined}
              onEdit={onEdit}
            />
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
  );
}

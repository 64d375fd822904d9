import { memo } from "react";
import type { MessageView } from "#features/chat/schema";
import { Button } from "#app/ui/button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { m } from "#messages";
import { AnswerFooter } from "./answer-footer.tsx";
import { AnswerSources } from "./answer-sources.tsx";
import { AnswerText } from "./answer-text.tsx";

interface AnswerMessageProps {
  message: MessageView;
  modelName: string | undefined;
  /** Undefined where nothing can be asked again. */
  onRegenerate: ((message: MessageView) => void) | undefined;
}

/** An answer: its words as they come, its sources, what it cost. */
export const AnswerMessage = memo(function AnswerMessage(props: AnswerMessageProps) {
  const { message, modelName, onRegenerate } = props;
  const { id, state, text, citations } = message;
  const running = state === "waiting" || state === "streaming";
  return (
    <article aria-labelledby={`${id}-by`} aria-busy={running || undefined}>
      <h2 id={`${id}-by`} className="mb-1.5 flex items-center gap-2 text-xs font-medium text-muted">
        <span aria-hidden="true" className="h-3 w-1 rounded-full bg-accent-fill" />
        {modelName ?? m.chat_answer()}
      </h2>
      {text === "" ? null : <AnswerText text={text} citations={citations} />}
      {running ? <Writing waiting={text === ""} /> : null}
      {state === "failed" ? <Failed message={message} onRegenerate={onRegenerate} /> : null}
      {state === "stopped" ? (
        <p className="mt-3 text-xs text-muted">{m.chat_stopped_note()}</p>
      ) : null}
      {running ? null : <AnswerSources messageId={id} citations={citations} />}
      {running ? null : (
        <AnswerFooter message={message} modelName={modelName} onRegenerate={onRegenerate} />
      )}
    </article>
  );
});

function Writing({ waiting }: { waiting: boolean }) {
  return (
    <div className="mt-2 flex items-center gap-2 text-muted">
      <span aria-hidden="true" className="inline-flex gap-1">
        <span className="size-1.5 animate-pulse rounded-full bg-accent" />
        <span className="size-1.5 animate-pulse rounded-full bg-accent [animation-delay:200ms]" />
        <span className="size-1.5 animate-pulse rounded-full bg-accent [animation-delay:400ms]" />
      </span>
      {waiting ? <span>{m.chat_waiting()}</span> : null}
      <noscript>
        <form>
          <button type="submit" className="text-accent underline">
            {m.chat_refresh()}
          </button>
        </form>
      </noscript>
    </div>
  );
}

function Failed({ message, onRegenerate }: Pick<AnswerMessageProps, "message" | "onRegenerate">) {
  const { failure } = message;
  return (
    <div className="mt-2">
      <Notice
        tone="danger"
        title={
          failure?.slug === "model-unavailable" ? m.chat_failed_model() : m.chat_failed_provider()
        }
        actions={
          onRegenerate === undefined ? undefined : (
            <Button size="sm" onClick={() => onRegenerate(message)}>
              {m.chat_retry()}
            </Button>
          )
        }
      >
        <p className="text-muted">
          {onRegenerate === undefined ? m.chat_not_charged() : m.chat_failed_onward()}
        </p>
      </Notice>
    </div>
  );
}

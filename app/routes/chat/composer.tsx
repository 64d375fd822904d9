import { ArrowUp, Square } from "lucide-react";
import { type KeyboardEvent, type ReactNode, type RefObject, useId } from "react";
import { cx } from "#app/ui/cx.ts";
import type { Estimate } from "#features/chat/schema";
import type { ModelView } from "#features/models/schema";
import { m } from "#messages";
import { AttachButton, AttachmentChips } from "./attachments.tsx";
import { EstimateLine } from "./estimate-line.tsx";
import { limits } from "./limits.ts";
import { useAlive } from "./use-alive.ts";
import { ModelPicker } from "./model-picker.tsx";

interface ComposerProps {
  text: string;
  textarea: RefObject<HTMLTextAreaElement | null>;
  attachments: { id: string; name: string }[];
  models: readonly ModelView[];
  chosen: ModelView | undefined;
  estimate: Estimate | undefined;
  running: boolean;
  stopping: boolean;
  /** Nothing can be sent until a wait is over or a file has arrived. */
  blocked: boolean;
  uploading: number;
  /** For a send without script: made by the server, so that a second press is the same send. */
  clientId: string;
  onText: (text: string) => void;
  onSend: () => void;
  onStop: () => void;
  onModel: (modelId: string) => void;
  /** Undefined for those who may not attach. */
  onFiles: ((files: File[]) => void) | undefined;
  onDetach: (id: string) => void;
  /** Further buttons at the start of its foot. */
  extras?: ReactNode;
}

/** On a phone Enter is a line break: its keyboard has no other. */
function isPhone(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

/** Where a message is written. It is a plain form, so that it sends without script, too. */
export function Composer(props: ComposerProps) {
  const { text, textarea, attachments, blocked, running, uploading, onText, onSend, onFiles } =
    props;
  const hintId = useId();
  const alive = useAlive();
  const canSend = !alive || (text.trim() !== "" && !blocked && uploading === 0);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const plainEnter = event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing;
    const sends = plainEnter && (!isPhone() || event.ctrlKey || event.metaKey);
    if (!sends) return;
    event.preventDefault();
    if (canSend && !running) onSend();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a place to drop on
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSend && !running) onSend();
      }}
      onDragOver={(event) => {
        if (onFiles && event.dataTransfer.types.includes("Files")) event.preventDefault();
      }}
      onDrop={(event) => {
        if (onFiles === undefined || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      }}
      className="rounded-md border border-field bg-surface focus-within:border-accent focus-within:outline-1 focus-within:outline-accent"
    >
      <input type="hidden" name="intent" value="send" />
      <input type="hidden" name="clientId" value={props.clientId} />
      <AttachmentChips items={attachments} uploading={uploading} onDetach={props.onDetach} />
      <label>
        <span className="sr-only">{m.chat_message()}</span>
        <textarea
          ref={textarea}
          name="text"
          dir="auto"
          rows={1}
          value={text}
          maxLength={limits.messageLengthMax}
          placeholder={m.chat_placeholder()}
          aria-describedby={hintId}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const files = [...event.clipboardData.files];
            if (onFiles === undefined || files.length === 0) return;
            event.preventDefault();
            onFiles(files);
          }}
          className="block field-sizing-content max-h-[40dvh] min-h-12 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-base outline-none"
        />
      </label>
      <div className="flex items-center gap-1 px-2 pb-2">
        {onFiles === undefined ? null : <AttachButton onFiles={onFiles} />}
        {props.extras}
        <ModelPicker models={props.models} chosen={props.chosen} onChoose={props.onModel} />
        <p
          id={hintId}
          aria-live="off"
          className="figures ms-auto min-w-0 text-end text-xs text-muted max-sm:invisible max-sm:h-0"
        >
          <EstimateLine estimate={props.estimate} />
        </p>
        <SendOrStop {...props} canSend={canSend} />
      </div>
      <p className="figures px-4 pb-2 text-xs text-muted empty:hidden sm:hidden">
        <EstimateLine estimate={props.estimate} />
      </p>
    </form>
  );
}

const roundClass =
  "tip ms-1 inline-flex size-9 flex-none items-center justify-center rounded-md transition-colors";

function SendOrStop(props: ComposerProps & { canSend: boolean }) {
  const { running, stopping, canSend, onStop } = props;
  if (running) {
    return (
      <button
        type="button"
        aria-label={m.chat_stop()}
        aria-disabled={stopping || undefined}
        onClick={onStop}
        className={cx(roundClass, "border border-line bg-surface text-ink hover:bg-sunken")}
      >
        <Square aria-hidden="true" className="size-3.5 fill-current" />
        <span role="tooltip" aria-hidden="true">
          {m.chat_stop()} (Esc)
        </span>
      </button>
    );
  }
  return (
    <button
      type="submit"
      aria-label={m.chat_send()}
      aria-disabled={canSend ? undefined : true}
      className={cx(
        roundClass,
        "bg-accent-fill text-on-accent hover:bg-accent-fill-hover aria-disabled:bg-sunken aria-disabled:text-muted",
      )}
    >
      <ArrowUp aria-hidden="true" className="size-4" />
    </button>
  );
}

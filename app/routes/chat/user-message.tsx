import { Pencil } from "lucide-react";
import { memo, useState } from "react";
import { Button } from "#app/ui/button.tsx";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { cx } from "#app/ui/cx.ts";
import { IconButton } from "#app/ui/icon-button.tsx";
import type { MessageView } from "#features/chat/schema";
import { m } from "#messages";
import { AttachedList } from "./attachments.tsx";
import { BranchSwitcher } from "./branch-switcher.tsx";

interface UserMessageProps {
  message: MessageView;
  /** False while an answer is being written or for those who only read. */
  canEdit: boolean;
  /** Sends the new words as another branch; false when it was refused. */
  onEdit: ((message: MessageView, text: string) => Promise<boolean>) | undefined;
}

/** A question, and its words to change. */
export const UserMessage = memo(function UserMessage(props: UserMessageProps) {
  const { message, canEdit, onEdit } = props;
  const [editing, setEditing] = useState(false);
  const pending = message.state === "waiting";
  return (
    <article aria-labelledby={`${message.id}-by`} className="group ms-auto w-fit max-w-[85%]">
      <h2 id={`${message.id}-by`} className="sr-only">
        {m.chat_you()}
      </h2>
      <AttachedList items={message.attachments ?? []} />
      {editing ? (
        <EditQuestion
          message={message}
          onCancel={() => setEditing(false)}
          onSave={async (text) => {
            if ((await onEdit?.(message, text)) === true) setEditing(false);
          }}
        />
      ) : (
        <>
          <div
            dir="auto"
            className={cx(
              "w-fit rounded-md bg-sunken px-4 py-2.5 text-base whitespace-pre-wrap wrap-anywhere ms-auto",
              pending && "opacity-70",
            )}
          >
            {message.text}
          </div>
          <div className="mt-1 flex min-h-7 items-center justify-end gap-0.5">
            {pending ? <span className="text-xs text-muted">{m.chat_sending()}</span> : null}
            {pending ? null : (
              <span className="inline-flex opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
                <CopyButton text={message.text} label={m.chat_copy_question()} />
                {canEdit ? (
                  <IconButton
                    size="sm"
                    icon={Pencil}
                    label={m.chat_edit_question()}
                    onClick={() => setEditing(true)}
                  />
                ) : null}
              </span>
            )}
            {pending ? null : <BranchSwitcher message={message} />}
          </div>
        </>
      )}
    </article>
  );
});

interface EditQuestionProps {
  message: MessageView;
  onCancel: () => void;
  onSave: (text: string) => Promise<void>;
}

function EditQuestion({ message, onCancel, onSave }: EditQuestionProps) {
  const [text, setText] = useState(message.text);
  const [saving, setSaving] = useState(false);
  const usable = text.trim() !== "";
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape is a shortcut
    <form
      className="w-[min(560px,80vw)]"
      onSubmit={async (event) => {
        event.preventDefault();
        if (!usable || saving) return;
        setSaving(true);
        await onSave(text);
        setSaving(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <textarea
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it takes the place of the pressed button
        autoFocus
        dir="auto"
        aria-label={m.chat_edit_question()}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="block field-sizing-content max-h-[50dvh] min-h-20 w-full rounded-md border border-field bg-surface px-4 py-2.5 text-base"
      />
      <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
        <span className="me-auto text-xs text-muted">{m.chat_edit_note()}</span>
        <Button size="sm" variant="quiet" onClick={onCancel}>
          {m.shell_cancel()}
        </Button>
        <Button size="sm" type="submit" variant="primary" pending={saving} disabled={!usable}>
          {m.chat_send()}
        </Button>
      </div>
    </form>
  );
}

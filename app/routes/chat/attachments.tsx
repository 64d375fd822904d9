import { FileText, Paperclip, X } from "lucide-react";
import { Spinner } from "#app/ui/spinner.tsx";
import { Tooltip } from "#app/ui/tooltip.tsx";
import { m } from "#messages";

/** What can be read: text, Markdown and PDF. */
export const ACCEPTED_FILES = ".txt,.md,.markdown,.pdf,text/plain,text/markdown,application/pdf";

/** Opens the file picker; the files are uploaded at once. */
export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  return (
    <Tooltip text={m.chat_attach()}>
      <label className="inline-flex size-8 flex-none items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent">
        <Paperclip aria-hidden="true" className="size-4" />
        <input
          type="file"
          multiple
          accept={ACCEPTED_FILES}
          aria-label={m.chat_attach()}
          className="sr-only"
          onChange={(event) => {
            onFiles([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </label>
    </Tooltip>
  );
}

interface AttachmentChipsProps {
  items: { id: string; name: string }[];
  uploading: number;
  onDetach: (id: string) => void;
}

/** The documents that go with the next message. */
export function AttachmentChips({ items, uploading, onDetach }: AttachmentChipsProps) {
  if (items.length === 0 && uploading === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2 px-3 pt-3">
      {items.map(({ id, name }) => (
        <li
          key={id}
          className="inline-flex min-h-8 max-w-64 items-center gap-1.5 rounded-md border border-line bg-sunken ps-2.5 pe-1"
        >
          <input type="hidden" name="attachmentIds" value={id} />
          <FileText aria-hidden="true" className="size-4 flex-none text-muted" />
          <span dir="auto" className="truncate">
            {name}
          </span>
          <button
            type="button"
            aria-label={m.chat_detach({ name })}
            onClick={() => onDetach(id)}
            className="inline-flex size-6 flex-none items-center justify-center rounded-sm text-muted hover:text-ink"
          >
            <X aria-hidden="true" className="size-3.5" />
          </button>
        </li>
      ))}
      {uploading > 0 ? (
        <li className="inline-flex h-8 items-center gap-2 px-2 text-muted">
          <Spinner label={m.chat_uploading({ count: uploading })} />
          <span aria-hidden="true">{m.chat_uploading({ count: uploading })}</span>
        </li>
      ) : null}
    </ul>
  );
}

/** The documents that went with a message. */
export function AttachedList({ items }: { items: { id: string; name: string }[] }) {
  if (items.length === 0) return null;
  return (
    <ul className="mb-2 flex flex-wrap justify-end gap-2">
      {items.map(({ id, name }) => (
        <li
          key={id}
          className="inline-flex h-7 max-w-64 items-center gap-1.5 rounded-md border border-line px-2 text-muted"
        >
          <FileText aria-hidden="true" className="size-3.5 flex-none" />
          <span dir="auto" className="truncate">
            {name}
          </span>
        </li>
      ))}
    </ul>
  );
}

import { Link } from "react-router";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Skeleton } from "#app/ui/skeleton.tsx";
import { m } from "#messages";
import type { ChatSearch } from "./use-chat-search.ts";

const resultClass =
  "block rounded-md px-2 py-1.5 hover:bg-sunken focus-visible:bg-sunken aria-[current=page]:bg-accent-soft";

/** Conversations by their title, then messages by their words. */
export function SearchResults({ search }: { search: ChatSearch }) {
  const { query, found, searching } = search;
  if (found === undefined) {
    return (
      <div className="grid gap-3 px-2 pt-4">
        <Skeleton className="h-4 w-4/5" />
        <Skeleton className="h-4 w-3/5" />
      </div>
    );
  }
  const { conversations, hits } = found;
  const count = conversations.length + hits.length;
  return (
    <div aria-busy={searching}>
      <output className="block px-2 pt-2 text-xs text-muted">{m.chat_found({ count })}</output>
      {conversations.length > 0 ? (
        <ul aria-label={m.chat_found_conversations()} className="pt-2">
          {conversations.map(({ id, title }) => (
            <li key={id}>
              <Link to={`/chat/${id}`} data-row className={resultClass}>
                <span dir="auto" className="block truncate font-medium">
                  <Marked text={title} words={query} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
      {hits.length > 0 ? (
        <ul aria-label={m.chat_found_messages()} className="pt-2">
          {hits.map(({ messageId, conversationId, title, snippet, atMs }) => (
            <li key={messageId}>
              <Link to={`/chat/${conversationId}#${messageId}`} data-row className={resultClass}>
                <span className="flex items-baseline justify-between gap-2">
                  <span dir="auto" className="truncate font-medium">
                    {title}
                  </span>
                  <span className="flex-none text-xs text-muted">
                    <RelativeTime atMs={atMs} />
                  </span>
                </span>
                <span dir="auto" className="line-clamp-2 text-xs text-muted">
                  <Marked text={snippet} words={query} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** Marks the searched words where they stand. */
function Marked({ text, words }: { text: string; words: string }) {
  const wanted = words
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  if (wanted.length === 0) return text;
  const parts = text.split(new RegExp(`(${wanted.join("|")})`, "gi"));
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      // oxlint-disable-next-line react/no-array-index-key -- the parts of one text never move
      <mark key={index} className="rounded-sm bg-warning-soft text-ink">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}

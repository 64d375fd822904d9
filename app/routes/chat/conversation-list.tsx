import { Plus, X } from "lucide-react";
import { type KeyboardEvent, Suspense, useEffect, useRef, useState } from "react";
import { Link, useLocation } from "react-router";
import { buttonClass } from "#app/ui/button-class.ts";
import { cx } from "#app/ui/cx.ts";
import { IconButton } from "#app/ui/icon-button.tsx";
import { useMay } from "#app/ui/may-context.ts";
import { TextLink } from "#app/ui/text-link.tsx";
import type { ConversationView, SearchHitView } from "#features/chat/schema";
import { m } from "#messages";
import { ConversationRow } from "./conversation-row.tsx";
import { DeleteConversation, SearchResults } from "./lazy-parts.tsx";
import { ListSearch } from "./list-search.tsx";
import { useChatSearch } from "./use-chat-search.ts";

/** The list's element; on a phone it is a sheet that buttons open by this id. */
export const conversationListId = "conversations";

export interface ListData {
  conversations: ConversationView[];
  nextCursor: string | null;
  archived: boolean;
  /** What was searched by the address, and what it found. */
  query: string;
  hits: SearchHitView[];
}

/** Every conversation: pinned ones first, then the latest. */
export function ConversationList({ list }: { list: ListData }) {
  const aside = useRef<HTMLElement>(null);
  const [deleting, setDeleting] = useState<ConversationView | null>(null);
  const search = useChatSearch(list);
  const { pathname } = useLocation();
  const shownAt = useRef(pathname);
  useEffect(() => {
    if (shownAt.current === pathname) return;
    shownAt.current = pathname;
    if (aside.current?.matches(":popover-open") === true) aside.current.hidePopover();
  }, [pathname]);
  const maySend = useMay("chat.send");
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows are a shortcut
    <aside
      ref={aside}
      id={conversationListId}
      popover="auto"
      aria-label={m.chat_conversations()}
      onKeyDown={moveBetweenRows}
      className={cx(
        "m-0 h-full max-h-none w-[min(320px,88vw)] flex-none flex-col border-e border-line bg-paper p-0 text-ink",
        "open:flex max-lg:fixed max-lg:inset-y-0 max-lg:start-0 max-lg:end-auto max-lg:h-dvh",
        "lg:static lg:flex lg:w-[280px]",
      )}
    >
      <div className="flex items-center gap-2 px-3 pt-3 pb-2">
        {maySend ? (
          <Link to="/chat" className={cx(buttonClass({ variant: "secondary" }), "flex-1")}>
            <Plus aria-hidden="true" className="size-4" />
            {m.chat_new()}
          </Link>
        ) : (
          <h2 className="flex-1 px-2 text-sm">{m.chat_conversations()}</h2>
        )}
        <span className="lg:hidden">
          <IconButton
            icon={X}
            label={m.shell_close()}
            onClick={() => aside.current?.hidePopover()}
          />
        </span>
      </div>
      <ListSearch query={search.query} archived={list.archived} onQuery={search.setQuery} />
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {search.query.trim() === "" ? (
          <Rows list={list} onDelete={setDeleting} />
        ) : (
          <Suspense>
            <SearchResults search={search} />
          </Suspense>
        )}
      </div>
      <ArchiveLink archived={list.archived} />
      {deleting === null ? null : (
        <Suspense>
          <DeleteConversation conversation={deleting} onClose={() => setDeleting(null)} />
        </Suspense>
      )}
    </aside>
  );
}

interface RowsProps {
  list: ListData;
  onDelete: (conversation: ConversationView) => void;
}

function Rows({ list, onDelete }: RowsProps) {
  const { conversations, archived, nextCursor } = list;
  const pinned = conversations.filter((one) => one.pinned);
  const recent = conversations.filter((one) => !one.pinned);
  if (conversations.length === 0) {
    return (
      <p className="px-2 py-6 text-center text-muted">
        {archived ? m.chat_list_archive_empty() : m.chat_list_empty()}
      </p>
    );
  }
  return (
    <>
      <Group title={m.chat_list_pinned()} conversations={pinned} onDelete={onDelete} />
      <Group
        title={archived ? m.chat_list_archived() : m.chat_list_recent()}
        conversations={recent}
        onDelete={onDelete}
      />
      {nextCursor === null ? null : (
        <p className="px-2 pt-3">
          <TextLink
            to={`?${new URLSearchParams({ cursor: nextCursor }).toString()}`}
            className="tap"
          >
            {m.chat_list_older()}
          </TextLink>
        </p>
      )}
    </>
  );
}

interface GroupProps {
  title: string;
  conversations: ConversationView[];
  onDelete: (conversation: ConversationView) => void;
}

function Group({ title, conversations, onDelete }: GroupProps) {
  if (conversations.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="px-2 pt-3 pb-1 text-xs font-medium tracking-normal text-muted">{title}</h2>
      <ul>
        {conversations.map((conversation) => (
          <ConversationRow key={conversation.id} conversation={conversation} onDelete={onDelete} />
        ))}
      </ul>
    </section>
  );
}

function ArchiveLink({ archived }: { archived: boolean }) {
  const { pathname } = useLocation();
  return (
    <p className="border-t border-line px-4 py-2.5 text-xs">
      <Link
        to={archived ? pathname : `${pathname}?archived=1`}
        className="tap rounded-sm text-muted hover:text-ink"
      >
        {archived ? m.chat_list_back() : m.chat_list_archive()}
      </Link>
    </p>
  );
}

function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const { target, currentTarget } = event;
  if (step === undefined || !(target instanceof HTMLElement)) return;
  if (target.closest(".popover") !== null) return;
  const rows = [...currentTarget.querySelectorAll<HTMLElement>("a[data-row], input[type=search]")];
  const at = rows.indexOf(target);
  if (at === -1) return;
  event.preventDefault();
  rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
}

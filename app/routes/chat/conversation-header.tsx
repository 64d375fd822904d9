import { PanelLeft, Settings2, SquarePen, WifiOff } from "lucide-react";
import { Link } from "react-router";
import { useMay } from "#app/ui/may-context.ts";
import { Pt } from "#app/ui/pt.tsx";
import type { ConversationView } from "#features/chat/schema";
import { m } from "#messages";
import { conversationListId } from "./conversation-list.tsx";

interface ConversationHeaderProps {
  conversation: ConversationView | null;
  /** The live connection has been gone for a while. */
  lost: boolean;
}

const actionClass =
  "tap inline-flex size-9 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink";

/** The title and what the conversation has cost so far. */
export function ConversationHeader({ conversation, lost }: ConversationHeaderProps) {
  const maySend = useMay("chat.send");
  const mayWrite = useMay("chat.write");
  const mayShare = useMay("chat.share");
  return (
    <header className="flex h-12 flex-none items-center gap-1 border-b border-line px-2 sm:px-4">
      <button
        type="button"
        popoverTarget={conversationListId}
        aria-label={m.chat_list_open()}
        className={`${actionClass} lg:hidden`}
      >
        <PanelLeft aria-hidden="true" className="size-4 rtl:-scale-x-100" />
      </button>
      <h1 dir="auto" className="min-w-0 flex-1 truncate px-1.5 text-sm font-medium">
        {conversation?.title ?? m.chat_new()}
      </h1>
      <output className="flex-none">
        {lost ? (
          <span className="inline-flex items-center gap-1.5 px-2 text-xs text-warning">
            <WifiOff aria-hidden="true" className="size-3.5" />
            {m.chat_reconnecting()}
          </span>
        ) : null}
      </output>
      {conversation === null || conversation.chargedMicroPt === 0 ? null : (
        <span className="px-2 text-xs text-muted max-sm:hidden">
          <Pt microPt={conversation.chargedMicroPt} />
        </span>
      )}
      {conversation === null ? null : (
        <>
          {mayWrite || mayShare ? (
            <Link
              to={`/chat/${conversation.id}/settings`}
              aria-label={m.chat_settings()}
              title={m.chat_settings()}
              preventScrollReset
              className={actionClass}
            >
              <Settings2 aria-hidden="true" className="size-4" />
            </Link>
          ) : null}
          {maySend ? (
            <Link
              to="/chat"
              aria-label={m.chat_new()}
              title={m.chat_new()}
              className={`${actionClass} lg:hidden`}
            >
              <SquarePen aria-hidden="true" className="size-4" />
            </Link>
          ) : null}
        </>
      )}
    </header>
  );
}

import { X } from "lucide-react";
import { Link, useFetcher, useOutletContext } from "react-router";
import { ctxOf } from "#app/context.ts";
import { useMay } from "#app/ui/may-context.ts";
import { listDocuments } from "#features/chat";
import type { ConversationView } from "#features/chat/schema";
import { m } from "#messages";
import type { Route } from "./+types/settings";
import { AttachedDocuments } from "./attached-documents.tsx";
import { ConversationExport } from "./conversation-export.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { ShareLink } from "./share-link.tsx";

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.chat_settings()} · ${m.brand_name()}` }];
}

export async function loader({ params, context }: Route.LoaderArgs) {
  return { documents: await listDocuments(ctxOf(context), { conversationId: params.id }) };
}

/** What the conversation's page gives to the panel beside it. */
export interface SettingsContext {
  conversation: ConversationView;
  visitor: boolean;
}

/** Settings of the conversation, in a panel beside it; on a phone in its place. */
export default function Settings({ loaderData }: Route.ComponentProps) {
  const { conversation, visitor } = useOutletContext<SettingsContext>();
  const fetcher = useFetcher();
  const mayWrite = useMay("chat.write");
  const mayShare = useMay("chat.share");
  return (
    <aside
      aria-label={m.chat_settings()}
      className="flex w-[340px] flex-none flex-col border-s border-line bg-paper max-xl:fixed max-xl:inset-y-0 max-xl:end-0 max-xl:z-40 max-xl:w-[min(400px,100vw)]"
    >
      <header className="flex h-12 flex-none items-center justify-between border-b border-line ps-5 pe-2">
        <h2 className="text-sm">{m.chat_settings()}</h2>
        <Link
          to={`/chat/${conversation.id}`}
          aria-label={m.shell_close()}
          className="inline-flex size-9 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink"
        >
          <X aria-hidden="true" className="size-4" />
        </Link>
      </header>
      <div className="min-h-0 flex-1 divide-y divide-line overflow-y-auto">
        {mayWrite ? <SettingsForm key={conversation.id} conversation={conversation} /> : null}
        {visitor ? null : <AttachedDocuments documents={loaderData.documents} />}
        {visitor || !mayShare ? null : <ShareLink conversation={conversation} fetcher={fetcher} />}
        <ConversationExport conversation={conversation} />
      </div>
    </aside>
  );
}

import { Link2, Link2Off } from "lucide-react";
import type { FetcherWithComponents } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { ConversationView } from "#features/chat/schema";
import { m } from "#messages";

interface ShareLinkProps {
  conversation: ConversationView;
  fetcher: FetcherWithComponents<unknown>;
}

/** A link with which anyone may read the conversation, until it is taken back. */
export function ShareLink({ conversation, fetcher }: ShareLinkProps) {
  const { id, shareUrl } = conversation;
  const shared = shareUrl !== null;
  return (
    <section className="p-5">
      <h3 className="text-sm">{m.chat_share()}</h3>
      <p className="mt-1 text-muted">{shared ? m.chat_share_on() : m.chat_share_off()}</p>
      {shared ? (
        <div className="mt-3 flex items-center gap-1">
          <TextInput
            mono
            readOnly
            aria-label={m.chat_share_link()}
            value={shareUrl}
            onFocus={(event) => event.target.select()}
            onChange={() => undefined}
          />
          <CopyButton text={shareUrl} label={m.chat_share_copy()} />
        </div>
      ) : null}
      <fetcher.Form method="post" action={`/chat/${id}`} className="mt-3">
        <Button
          type="submit"
          size="sm"
          name="intent"
          value={shared ? "revoke" : "share"}
          pending={fetcher.state !== "idle"}
        >
          {shared ? (
            <Link2Off aria-hidden="true" className="size-4" />
          ) : (
            <Link2 aria-hidden="true" className="size-4" />
          )}
          {shared ? m.chat_share_revoke() : m.chat_share_make()}
        </Button>
      </fetcher.Form>
    </section>
  );
}

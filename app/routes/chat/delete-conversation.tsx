import { useFetcher, useLocation } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Dialog } from "#app/ui/dialog.tsx";
import type { ConversationView } from "#features/chat/schema";
import { m } from "#messages";

interface DeleteConversationProps {
  conversation: ConversationView | null;
  onClose: () => void;
}

/** Asks before a conversation goes for good, and says what stays. */
export function DeleteConversation({ conversation, onClose }: DeleteConversationProps) {
  const { pathname } = useLocation();
  const fetcher = useFetcher();
  if (conversation === null) return null;
  const action = `/chat/${conversation.id}`;
  return (
    <Dialog
      open
      onClose={onClose}
      title={m.chat_delete_title({ title: conversation.title })}
      footer={
        <>
          <Button onClick={onClose}>{m.shell_cancel()}</Button>
          <fetcher.Form method="post" action={action} onSubmit={onClose}>
            <input type="hidden" name="intent" value="delete" />
            {pathname.startsWith(action) ? null : <input type="hidden" name="stay" value="1" />}
            <Button type="submit" variant="danger">
              {m.shell_delete()}
            </Button>
          </fetcher.Form>
        </>
      }
    >
      <p className="text-muted">{m.chat_delete_text()}</p>
    </Dialog>
  );
}

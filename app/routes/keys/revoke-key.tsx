import { useFetcher } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Dialog } from "#app/ui/dialog.tsx";
import type { ApiKeyView } from "#features/api-keys/schema";
import { m } from "#messages";

interface RevokeKeyProps {
  apiKey: ApiKeyView | null;
  onClose: () => void;
}

/** Asks before a key stops working for good. */
export function RevokeKey({ apiKey, onClose }: RevokeKeyProps) {
  const fetcher = useFetcher();
  if (apiKey === null) return null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={m.keys_revoke_title({ name: apiKey.name })}
      footer={
        <>
          <Button onClick={onClose}>{m.shell_cancel()}</Button>
          <fetcher.Form method="post" onSubmit={onClose}>
            <input type="hidden" name="intent" value="revoke" />
            <Button type="submit" variant="danger" name="keyId" value={apiKey.id}>
              {m.keys_revoke()}
            </Button>
          </fetcher.Form>
        </>
      }
    >
      <p className="text-muted">{m.keys_revoke_text()}</p>
    </Dialog>
  );
}

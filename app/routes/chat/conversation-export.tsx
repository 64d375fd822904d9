import { Download } from "lucide-react";
import { Suspense, useState } from "react";
import { Button } from "#app/ui/button.tsx";
import { buttonClass } from "#app/ui/button-class.ts";
import { useMay } from "#app/ui/may-context.ts";
import type { ConversationView } from "#features/chat/schema";
import { m } from "#messages";
import { DeleteConversation } from "./lazy-parts.tsx";

/** Takes the conversation out, or away. */
export function ConversationExport({ conversation }: { conversation: ConversationView }) {
  const [deleting, setDeleting] = useState(false);
  const mayWrite = useMay("chat.write");
  const exports = [
    ["markdown", m.chat_export_markdown()],
    ["json", m.chat_export_json()],
  ] as const;
  return (
    <section className="grid gap-3 p-5">
      <h3 className="text-sm">{m.chat_export()}</h3>
      <div className="flex flex-wrap gap-2">
        {exports.map(([format, label]) => (
          <a
            key={format}
            href={`/chat/${conversation.id}/export/${format}`}
            download
            className={buttonClass({ size: "sm" })}
          >
            <Download aria-hidden="true" className="size-4" />
            {label}
          </a>
        ))}
      </div>
      {mayWrite ? (
        <Button
          size="sm"
          variant="quiet"
          className="justify-self-start text-danger"
          onClick={() => setDeleting(true)}
        >
          {m.chat_delete()}
        </Button>
      ) : null}
      {deleting ? (
        <Suspense>
          <DeleteConversation conversation={conversation} onClose={() => setDeleting(false)} />
        </Suspense>
      ) : null}
    </section>
  );
}

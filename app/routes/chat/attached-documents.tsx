import { FileText } from "lucide-react";
import { Form } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/format.ts";
import { TextLink } from "#app/ui/text-link.tsx";
import type { DocumentView } from "#features/chat/schema";
import { m } from "#messages";

/** What was attached to this conversation alone. */
export function AttachedDocuments({ documents }: { documents: readonly DocumentView[] }) {
  return (
    <section className="p-5">
      <h3 className="text-sm">{m.chat_documents()}</h3>
      {documents.length === 0 ? (
        <p className="mt-1 text-muted">
          {m.chat_documents_none()} <TextLink to="/knowledge">{m.chat_documents_more()}</TextLink>
        </p>
      ) : (
        <ul className="mt-3 grid gap-2">
          {documents.map(({ id, name, byteSize }) => (
            <li key={id} className="flex items-center gap-2">
              <FileText aria-hidden="true" className="size-4 flex-none text-muted" />
              <span dir="auto" className="min-w-0 flex-1 truncate">
                {name}
              </span>
              <span className="figures text-xs text-muted">{formatBytes(byteSize)}</span>
              <Form method="post" action="/knowledge" navigate={false}>
                <input type="hidden" name="intent" value="delete" />
                <Button type="submit" size="sm" variant="quiet" name="documentId" value={id}>
                  {m.shell_delete()}
                </Button>
              </Form>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

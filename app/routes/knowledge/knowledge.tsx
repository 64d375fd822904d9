import { BookOpen } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Dialog } from "#app/ui/dialog.tsx";
import { DialogTrigger } from "#app/ui/dialog-trigger.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatBytes, formatNumber } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { useMay } from "#app/ui/may-context.ts";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { TableToolbar } from "#app/ui/table-toolbar.tsx";
import { Problem } from "#core/problem";
import { addDocument, deleteDocument, listDocuments } from "#features/chat";
import type { DocumentView } from "#features/chat/schema";
import { m } from "#messages";
import type { Route } from "./+types/knowledge";
import { contentTypeOf, fileFields, textField } from "../chat/form-fields.ts";
import { UploadDocuments } from "./upload-documents.tsx";

export const handle = { crumb: () => m.chat_knowledge() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.chat_knowledge()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const query = parseTableQuery(new URL(request.url), {
    sorts: ["-createdAtMs", "name", "byteSize"],
  });
  const documents = await listDocuments(ctx);
  return {
    query,
    total: documents.length,
    visitor: ctx.workspace?.plan === "visitor",
    documents: sorted(
      documents.filter(({ name }) => name.toLowerCase().includes(query.search.toLowerCase())),
      query.sort,
    ),
  };
}

function sorted(
  documents: DocumentView[],
  sort: { by: string; descending: boolean } | undefined,
): DocumentView[] {
  const sign = sort?.descending === true ? -1 : 1;
  return [...documents].sort((a, b) => {
    if (sort?.by === "name") return sign * a.name.localeCompare(b.name);
    if (sort?.by === "byteSize") return sign * (a.byteSize - b.byteSize);
    return sign * (a.createdAtMs - b.createdAtMs);
  });
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (textField(form, "intent")) {
    case "upload": {
      const files = fileFields(form, "files");
      if (files.length === 0) {
        throw new Problem("invalid-input", {
          errors: [{ pointer: "/files", detail: m.chat_knowledge_choose_first() }],
        });
      }
      for (const file of files) {
        const bytes = new Uint8Array(await file.arrayBuffer());
        await addDocument(ctx, { name: file.name, contentType: contentTypeOf(file), bytes });
      }
      return { added: files.length };
    }
    case "delete":
      await deleteDocument(ctx, textField(form, "documentId") ?? "");
      return { deleted: 1 };
    case "delete-many": {
      const ids = form.getAll("ids").filter((id) => typeof id === "string");
      for (const id of ids) await deleteDocument(ctx, id);
      return { deleted: ids.length };
    }
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

const kinds: Record<DocumentView["contentType"], string> = {
  "application/pdf": "PDF",
  "text/markdown": "Markdown",
  "text/plain": "TXT",
};

function columnsOf(mayWrite: boolean): Column<DocumentView>[] {
  const actions: Column<DocumentView> = {
    id: "actions",
    header: m.shell_table_actions(),
    align: "end",
    cell: (document) => <DeleteDocument document={document} />,
  };
  return [
    {
      id: "name",
      header: m.chat_knowledge_name(),
      sortable: true,
      cell: ({ name }) => (
        <span dir="auto" className="block max-w-md truncate" title={name}>
          {name}
        </span>
      ),
    },
    {
      id: "contentType",
      header: m.chat_knowledge_kind(),
      cell: ({ contentType }) => <Badge>{kinds[contentType]}</Badge>,
    },
    {
      id: "characters",
      header: m.chat_knowledge_state(),
      optional: true,
      cell: ({ characters }) => (
        <span className="figures text-muted">
          {m.chat_knowledge_ready({ characters: formatNumber(characters) })}
        </span>
      ),
    },
    {
      id: "byteSize",
      header: m.chat_knowledge_size(),
      sortable: true,
      align: "end",
      cell: ({ byteSize }) => formatBytes(byteSize),
    },
    {
      id: "createdAtMs",
      header: m.chat_knowledge_added(),
      sortable: true,
      align: "end",
      cell: ({ createdAtMs }) => <RelativeTime atMs={createdAtMs} />,
    },
    ...(mayWrite ? [actions] : []),
  ];
}

function DeleteDocument({ document: { id, name } }: { document: DocumentView }) {
  return (
    <AskFirst
      name={`delete-${id}`}
      fields={{ intent: "delete", documentId: id }}
      label={m.shell_delete()}
      labelOfOne={m.chat_knowledge_delete({ name })}
      title={m.chat_knowledge_delete_title({ name })}
      size="sm"
      variant="quiet"
    >
      {m.chat_knowledge_delete_text()}
    </AskFirst>
  );
}

/** The form of the ticked documents. */
const CHOSEN_ID = "chosen-documents";
const DELETE_CHOSEN_ID = "delete-chosen";

function DeleteChosen() {
  return (
    <Dialog
      id={DELETE_CHOSEN_ID}
      title={m.chat_knowledge_delete_many_title()}
      footer={
        <Button
          type="submit"
          form={CHOSEN_ID}
          name="intent"
          value="delete-many"
          variant="danger"
          onClick={({ currentTarget }) => currentTarget.closest("dialog")?.close()}
        >
          {m.shell_delete()}
        </Button>
      }
    >
      <p className="text-muted">{m.chat_knowledge_delete_many_text()}</p>
    </Dialog>
  );
}

/** The documents that every answer of the workspace may rest on. */
export default function Knowledge({ loaderData }: Route.ComponentProps) {
  const { documents, query, total, visitor } = loaderData;
  const mayWrite = useMay("knowledge.write") && !visitor;
  const selection = {
    id: CHOSEN_ID,
    actions: (
      <DialogTrigger dialog={DELETE_CHOSEN_ID} size="sm" variant="danger">
        {m.shell_delete()}
      </DialogTrigger>
    ),
  };
  return (
    <Page>
      <PageHeader title={m.chat_knowledge()} description={m.chat_knowledge_about()} />
      <div className="grid grid-cols-1 gap-6">
        {visitor ? (
          <Notice
            title={m.chat_knowledge_account()}
            actions={
              <LinkButton size="sm" variant="primary" to="/register">
                {m.chat_create_account()}
              </LinkButton>
            }
          />
        ) : null}
        {visitor || !mayWrite ? null : <UploadDocuments />}
        <Card flush>
          {total > 0 ? (
            <TableToolbar searches={m.chat_knowledge_documents()} query={query} />
          ) : null}
          <Table
            caption={m.chat_knowledge()}
            rows={documents}
            columns={columnsOf(mayWrite)}
            rowId={({ id }) => id}
            rowName={({ name }) => name}
            query={query}
            {...(mayWrite ? { selection } : {})}
            empty={
              <EmptyState icon={BookOpen} title={m.chat_knowledge_empty()}>
                {mayWrite || visitor ? m.chat_knowledge_empty_text() : m.chat_knowledge_read_only()}
              </EmptyState>
            }
          />
        </Card>
        {mayWrite ? <DeleteChosen /> : null}
      </div>
    </Page>
  );
}

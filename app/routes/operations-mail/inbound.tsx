import { Inbox } from "lucide-react";
import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import { parseTableQuery } from "#app/ui/table-query.ts";
import { TableToolbar } from "#app/ui/table-toolbar.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { Problem } from "#core/problem";
import { listInboundMails, receiveInboundMail } from "#features/inbound-mail";
import {
  type InboundKind,
  inboundKinds,
  type InboundMailView,
} from "#features/inbound-mail/schema";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/inbound";
import { KindBadge, kindName } from "./inbound-words.tsx";

export const handle = { crumb: () => m.inbound_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.inbound_title()} · ${m.mail_title()} · ${m.brand_name()}` }];
}

const PAGE = 50;

export async function loader({ request, context }: Route.LoaderArgs) {
  const query = parseTableQuery(new URL(request.url), { filters: { kind: inboundKinds } });
  const page = await listInboundMails(ctxOf(context), {
    kind: query.filters["kind"] as InboundKind | undefined,
    text: query.search,
    cursor: query.cursor,
    limit: PAGE,
  });
  return { query, ...page };
}

/** Takes in a message from a file, as if it had just arrived. */
export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  const file = form.get("file");
  if (!(file instanceof File) || file.size === 0) {
    const detail = m.inbound_file_missing();
    throw new Problem("invalid-input", { detail, errors: [{ pointer: "/file", detail }] });
  }
  const raw = new Uint8Array(await file.arrayBuffer());
  const to = textField(form, "to") ?? "";
  const envelope = { from: "", to, source: "upload" } as const;
  const { id } = await receiveInboundMail(ctxOf(context), envelope, raw);
  return redirect(`/operations/mail/inbound/${id}`);
}

function columnsOf(): Column<InboundMailView>[] {
  return [
    {
      id: "subject",
      header: m.inbound_mail(),
      cell: ({ id, subject, attachments }) => (
        <span className="block py-1.5">
          <TextLink to={`/operations/mail/inbound/${id}`}>
            <bdi className="line-clamp-2 wrap-anywhere">
              {subject === "" ? m.inbound_no_subject() : subject}
            </bdi>
          </TextLink>
          {attachments === 0 ? null : (
            <span className="block text-xs font-normal text-muted">
              {m.inbound_attachments({ count: attachments })}
            </span>
          )}
        </span>
      ),
    },
    { id: "kind", header: m.inbound_kind(), cell: ({ kind }) => <KindBadge kind={kind} /> },
    {
      id: "from",
      header: m.inbound_from(),
      cell: ({ from, fromName }) => (
        <span className="block">
          {fromName === "" ? null : (
            <bdi className="line-clamp-1 block wrap-anywhere">{fromName}</bdi>
          )}
          <span dir="ltr" className="block text-xs text-muted wrap-anywhere">
            {from === "" ? "–" : from}
          </span>
        </span>
      ),
    },
    {
      id: "to",
      header: m.mail_to(),
      cell: ({ to }) => (
        <span dir="ltr" className="wrap-anywhere">
          {to}
        </span>
      ),
    },
    {
      id: "received",
      header: m.inbound_received(),
      align: "end",
      cell: ({ receivedAtMs }) => (
        <span className="text-nowrap">
          <RelativeTime atMs={receivedAtMs} />
        </span>
      ),
    },
  ];
}

function Upload() {
  return (
    <Card title={m.inbound_upload()} description={m.inbound_upload_text()}>
      <Form encType="multipart/form-data">
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field name="to" label={m.inbound_upload_to()} required>
            <TextInput type="email" dir="ltr" maxLength={320} />
          </Field>
          <Field name="file" label={m.inbound_file()} hint={m.inbound_file_hint()} required>
            <TextInput type="file" accept=".eml,message/rfc822" className="h-auto py-1.5" />
          </Field>
        </div>
        <div>
          <Button type="submit">{m.inbound_take()}</Button>
        </div>
      </Form>
    </Card>
  );
}

/** Mails that came in: from people, from machines, and reports on mails of ours. */
export default function InboundMails({ loaderData }: Route.ComponentProps) {
  const { query, items, nextCursor } = loaderData;
  const filters = [
    {
      name: "kind",
      label: m.inbound_kind(),
      options: inboundKinds.map((value) => ({ value, label: kindName(value) })),
    },
  ];
  return (
    <Page>
      <PageHeader title={m.inbound_title()} description={m.inbound_about()} />
      <div className="grid grid-cols-1 gap-6">
        <Card flush title={m.inbound_title()}>
          <TableToolbar searches={m.inbound_search()} query={query} filters={filters} />
          <Table
            caption={m.inbound_title()}
            rows={items}
            columns={columnsOf()}
            rowId={({ id }) => id}
            rowName={({ subject, from }) => `${subject} ${from}`}
            query={query}
            nextCursor={nextCursor}
            empty={
              <EmptyState icon={Inbox} title={m.inbound_none()}>
                {m.inbound_none_text()}
              </EmptyState>
            }
          />
        </Card>
        <Upload />
      </div>
    </Page>
  );
}

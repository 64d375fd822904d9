import { Inbox } from "lucide-react";
import { Link } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatDateTime } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { listMails } from "#features/mail";
import { m } from "#messages";
import { pageTitle } from "../identity/page-title.ts";
import type { Route } from "./+types/mailbox";

export function meta() {
  return pageTitle(m.identity_mailbox_title());
}

export async function loader({ context }: Route.LoaderArgs) {
  const mails = await listMails(ctxOf(context));
  return {
    mails: mails.map(({ id, to, subject, state, locale, createdAtMs }) => ({
      id,
      to,
      subject,
      state,
      locale,
      createdAtMs,
    })),
  };
}

export default function Mailbox({ loaderData: { mails } }: Route.ComponentProps) {
  return (
    <>
      <PageHeader
        title={m.identity_mailbox_title()}
        description={m.identity_mailbox_lead()}
        actions={<LinkButton to="/mailbox/templates">{m.mailtemplates_title()}</LinkButton>}
      />
      <Card flush>
        {mails.length === 0 ? (
          <EmptyState icon={Inbox} title={m.identity_mailbox_empty()}>
            {m.identity_mailbox_empty_text()}
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {mails.map((mail) => (
              <li key={mail.id}>
                <Link
                  to={`/mailbox/${mail.id}`}
                  className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-5 py-3.5 hover:bg-paper"
                >
                  <span className="min-w-0">
                    <span className="block font-medium" lang={mail.locale} dir="auto">
                      {mail.state === "sent" ? mail.subject : m.identity_mail_waiting()}
                    </span>
                    <span className="block truncate text-muted">
                      {m.identity_mail_to()} <bdi>{mail.to}</bdi>
                    </span>
                  </span>
                  <time dateTime={new Date(mail.createdAtMs).toISOString()} className="text-muted">
                    {formatDateTime(mail.createdAtMs)}
                  </time>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}

import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { Disclosure } from "#app/ui/disclosure.tsx";
import { formatDateTime } from "#app/ui/format.ts";
import { TextLink } from "#app/ui/text-link.tsx";
import { getMail } from "#features/mail";
import { m } from "#messages";
import { pageTitle } from "../identity/page-title.ts";
import type { Route } from "./+types/mail";
import { LinkedText } from "./linked-text.tsx";

export function meta({ loaderData }: Route.MetaArgs) {
  return pageTitle(loaderData?.mail.subject ?? m.identity_mailbox_title());
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const { id, subject, text, headers, raw, locale, state, to, createdAtMs } = await getMail(
    ctxOf(context),
    params.mailId,
  );
  return {
    mail: { id, subject, text, raw, locale, state, to, from: headers.From ?? "", createdAtMs },
  };
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex gap-2">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

export default function Mail({ loaderData: { mail } }: Route.ComponentProps) {
  const waiting = mail.state === "waiting";
  return (
    <>
      <p className="mb-4">
        <TextLink to="/mailbox">{m.identity_mailbox_back()}</TextLink>
      </p>
      <article className="grid grid-cols-1 gap-6">
        <header>
          <h1 className="text-lg tracking-tight" lang={mail.locale} dir="auto">
            {waiting ? m.identity_mail_waiting() : mail.subject}
          </h1>
          <dl className="mt-3 grid gap-1">
            <Line name={m.identity_mail_from()} value={mail.from} />
            <Line name={m.identity_mail_to()} value={mail.to} />
            <Line name={m.identity_mail_date()} value={formatDateTime(mail.createdAtMs)} />
          </dl>
        </header>
        <Card>
          {waiting ? (
            <p className="text-muted">{m.identity_mail_waiting_text()}</p>
          ) : (
            <div lang={mail.locale} dir={mail.locale === "ar" ? "rtl" : "ltr"}>
              <LinkedText text={mail.text} />
            </div>
          )}
        </Card>
        {waiting ? null : (
          <Disclosure summary={m.mailtemplates_as_shown()}>
            <iframe
              title={mail.subject}
              sandbox=""
              loading="lazy"
              src={`/mailbox/preview/${mail.id}`}
              className="mt-3 h-[640px] w-full rounded-md border border-line"
            />
          </Disclosure>
        )}
        {waiting ? null : (
          <Disclosure summary={m.identity_mail_source()}>
            <pre
              className="mt-3 overflow-x-auto rounded-md border border-line bg-sunken p-4 font-mono text-xs"
              dir="ltr"
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways
              tabIndex={0}
            >
              {mail.raw}
            </pre>
          </Disclosure>
        )}
      </article>
    </>
  );
}

import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { formatBytes } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { getInboundMail } from "#features/inbound-mail";
import type { InboundMailDetail } from "#features/inbound-mail/schema";
import { m } from "#messages";
import { useFollowRuns } from "../operations/use-follow-runs.ts";
import type { Route } from "./+types/inbound-mail";
import { KindBadge, routedName } from "./inbound-words.tsx";

export const handle = { crumb: () => m.inbound_mail() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.inbound_mail()} · ${m.inbound_title()} · ${m.brand_name()}` }];
}

export async function loader({ params, context }: Route.LoaderArgs) {
  return { mail: await getInboundMail(ctxOf(context), params.id) };
}

function Code({ children }: { children: string }) {
  return (
    <code dir="ltr" className="font-mono text-xs break-all">
      {children}
    </code>
  );
}

function Facts({ mail }: { mail: InboundMailDetail }) {
  const { spf, dkim, dmarc } = mail.authentication;
  const facts = [
    {
      label: m.inbound_from(),
      value: (
        <>
          <bdi>{mail.fromName}</bdi> <Code>{mail.from === "" ? "–" : mail.from}</Code>
        </>
      ),
    },
    { label: m.mail_to(), value: <Code>{mail.to}</Code> },
    { label: m.inbound_received(), value: <RelativeTime atMs={mail.receivedAtMs} absolute /> },
    {
      label: m.inbound_proof(),
      value:
        mail.source === "upload" ? (
          m.inbound_proof_upload()
        ) : (
          <Code>{`spf=${spf} dkim=${dkim} dmarc=${dmarc}`}</Code>
        ),
    },
    {
      label: m.inbound_about_mail(),
      value:
        mail.mailId === null ? (
          "–"
        ) : (
          <TextLink to={`/operations/mail/mails/${mail.mailId}`}>
            <Code>{mail.mailId}</Code>
          </TextLink>
        ),
    },
    {
      label: m.inbound_routed(),
      value: mail.routed === null ? m.inbound_waiting() : <bdi>{routedName(mail.routed)}</bdi>,
    },
  ];
  return (
    <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
      {facts.map(({ label, value }) => (
        <div key={label} className="min-w-0">
          <dt className="text-muted">{label}</dt>
          <dd className="mt-0.5 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Files({ mail: { id, files } }: { mail: InboundMailDetail }) {
  if (files.length === 0) return null;
  return (
    <Card flush title={m.inbound_files()}>
      <ul className="divide-y divide-line">
        {files.map(({ index, name, type, bytes }) => (
          <li key={index} className="flex items-baseline justify-between gap-4 px-5 py-3">
            <TextLink to={`/operations/mail/inbound/${id}/files/${index}`} reloadDocument>
              <bdi className="wrap-anywhere">{name === "" ? type : name}</bdi>
            </TextLink>
            <span className="figures text-nowrap text-muted">{formatBytes(bytes)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** One mail that came in: who wrote it, how far that is proven, what it says and what was done. */
export default function InboundMail({ loaderData: { mail } }: Route.ComponentProps) {
  const { id, kind, subject, text, isCut, routed } = mail;
  useFollowRuns(routed === null);
  return (
    <Page>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            <bdi className="wrap-anywhere">{subject === "" ? m.inbound_no_subject() : subject}</bdi>
            <KindBadge kind={kind} />
          </span>
        }
        actions={
          <LinkButton to={`/operations/mail/inbound/${id}/files/message`} reloadDocument>
            {m.inbound_download()}
          </LinkButton>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        {kind === "auto-reply" ? (
          <Notice tone="info" title={m.inbound_machine()}>
            <p>{m.inbound_machine_text()}</p>
          </Notice>
        ) : null}
        <Card title={m.inbound_facts()}>
          <Facts mail={mail} />
        </Card>
        <Card title={m.inbound_text()}>
          {text.trim() === "" ? (
            <p className="text-muted">{m.inbound_no_text()}</p>
          ) : (
            <p dir="auto" className="whitespace-pre-wrap text-base wrap-anywhere">
              {text}
            </p>
          )}
          {isCut ? <p className="mt-3 text-muted">{m.inbound_cut()}</p> : null}
        </Card>
        <Files mail={mail} />
      </div>
    </Page>
  );
}

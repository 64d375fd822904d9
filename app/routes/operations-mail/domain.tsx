import { Globe } from "lucide-react";
import { Form, useActionData, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { CodeBlock } from "#app/ui/code-block.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import type { FormOutcome } from "#app/ui/problem-view.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Problem } from "#core/problem";
import { activateDkimKeys, createDkimKeys } from "#features/mail";
import { checkMailDomain, getMailDomain } from "#features/mail-domain";
import type {
  DnsCheck,
  DnsNote,
  DnsState,
  DnsSubject,
  MailDomainView,
} from "#features/mail-domain/schema";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/domain";
import { DomainHelp, DomainSetup } from "./domain-setup.tsx";

export const handle = { crumb: () => m.maildomain_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.maildomain_title()} · ${m.mail_title()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  return { view: await getMailDomain(ctxOf(context)) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  switch (textField(await request.formData(), "intent")) {
    case "check":
      await checkMailDomain(ctx);
      return { done: true };
    case "make-keys":
      await createDkimKeys(ctx);
      return { done: true };
    case "use-keys":
      await activateDkimKeys(ctx);
      return { done: true };
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

const subjects: Record<DnsSubject, { name: string; about: () => string }> = {
  spf: { name: "SPF", about: m.maildomain_spf },
  dkim: { name: "DKIM", about: m.maildomain_dkim },
  dmarc: { name: "DMARC", about: m.maildomain_dmarc },
  mx: { name: "MX", about: m.maildomain_mx },
  "mta-sts": { name: "MTA-STS", about: m.maildomain_mta_sts },
  "tls-rpt": { name: "TLS-RPT", about: m.maildomain_tls_rpt },
  bimi: { name: "BIMI", about: m.maildomain_bimi },
};

const notes: Record<DnsNote, () => string> = {
  "dkim-differs": m.maildomain_note_dkim_differs,
  "dkim-no-key": m.maildomain_note_dkim_no_key,
  "dkim-of-service": m.maildomain_note_dkim_of_service,
  "dmarc-malformed": m.maildomain_note_dmarc_malformed,
  "dmarc-none": m.maildomain_note_dmarc_none,
  "mx-elsewhere": m.maildomain_note_mx_elsewhere,
  several: m.maildomain_note_several,
  "spf-allows-all": m.maildomain_note_spf_allows_all,
  "spf-lookups": m.maildomain_note_spf_lookups,
  "spf-no-include": m.maildomain_note_spf_no_include,
  "spf-unknown-sender": m.maildomain_note_spf_unknown_sender,
};

const states: Record<DnsState, { tone: BadgeTone; label: () => string }> = {
  right: { tone: "success", label: m.maildomain_right },
  missing: { tone: "danger", label: m.maildomain_missing },
  wrong: { tone: "danger", label: m.maildomain_wrong },
  unreachable: { tone: "warning", label: m.maildomain_unreachable },
};

function StateBadge({ check: { state, optional } }: { check: DnsCheck }) {
  if (state === "missing" && optional) return <Badge>{m.maildomain_optional()}</Badge>;
  const { tone, label } = states[state];
  return <Badge tone={tone}>{label()}</Badge>;
}

/** One record: what there is, and what to put there when that is not it. */
function Check({ check }: { check: DnsCheck }) {
  const { subject, state, note, host, type, found, expected } = check;
  const isToChange = expected !== null && (state !== "right" || note === "dmarc-none");
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          <span dir="ltr">{subjects[subject].name}</span>
          <StateBadge check={check} />
        </span>
      }
      description={subjects[subject].about()}
    >
      <div className="grid grid-cols-1 gap-3">
        <p>
          <code dir="ltr" className="font-mono text-xs break-all">
            {host} {type}
          </code>
        </p>
        {note === null ? null : <p>{notes[note]()}</p>}
        {state === "unreachable" ? <p>{m.maildomain_unreachable_text()}</p> : null}
        {found.length === 0 ? null : (
          <CodeBlock code={found.join("\n")} label={m.maildomain_found()} />
        )}
        {isToChange ? <CodeBlock code={expected} label={m.maildomain_expected()} /> : null}
      </div>
    </Card>
  );
}

function Keys({ view: { keys } }: { view: MailDomainView }) {
  const isWaiting = keys.some(({ state }) => state === "waiting");
  return (
    <Card title={m.maildomain_keys()} description={m.maildomain_keys_text()}>
      <div className="grid grid-cols-1 gap-4">
        {keys.map(({ selector, record, state }) => (
          <div key={selector} className="grid grid-cols-1 gap-2">
            <p className="flex flex-wrap items-center gap-2">
              <code dir="ltr" className="font-mono text-xs break-all">
                {record.name} TXT
              </code>
              <Badge tone={state === "active" ? "success" : "info"}>
                {state === "active" ? m.maildomain_key_active() : m.maildomain_key_waiting()}
              </Badge>
            </p>
            <CodeBlock code={record.value} label={selector} />
          </div>
        ))}
        <Form method="post" preventScrollReset className="flex flex-wrap gap-2">
          {isWaiting ? (
            <Button type="submit" name="intent" value="use-keys">
              {m.maildomain_use_keys()}
            </Button>
          ) : (
            <Button type="submit" name="intent" value="make-keys">
              {m.maildomain_make_keys()}
            </Button>
          )}
        </Form>
      </div>
    </Card>
  );
}

function History({ history }: { history: MailDomainView["history"] }) {
  if (history.length === 0) return null;
  return (
    <Card flush title={m.maildomain_history()}>
      <ul className="divide-y divide-line">
        {history.map(({ atMs, right, wrong }) => (
          <li key={atMs} className="flex items-baseline justify-between gap-4 px-5 py-3">
            <RelativeTime atMs={atMs} />
            <span className="text-muted">{m.maildomain_figures({ right, wrong })}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What the DNS says of the domain that mails come from, and what to change there. */
export default function MailDomain({ loaderData: { view } }: Route.ComponentProps) {
  const { domain, transport, last, history } = view;
  const isPending = useNavigation().formMethod === "POST";
  const problem = useActionData<FormOutcome>()?.problem;
  const check = (
    <Form method="post" preventScrollReset>
      <Button type="submit" variant="primary" name="intent" value="check" pending={isPending}>
        {m.maildomain_check()}
      </Button>
    </Form>
  );
  return (
    <Page>
      <PageHeader
        title={m.maildomain_title()}
        description={domain === null ? m.maildomain_about() : <bdi dir="ltr">{domain}</bdi>}
        actions={
          domain === null ? undefined : (
            <>
              <DomainHelp />
              {check}
            </>
          )
        }
      />
      <div className="grid grid-cols-1 gap-6">
        {problem === undefined ? null : (
          <Notice tone="danger" urgent title={problem.title}>
            <p>{problem.advice}</p>
          </Notice>
        )}
        {transport === "outbox" ? (
          <Notice tone="info" title={m.maildomain_not_connected()}>
            <p>{m.maildomain_not_connected_text()}</p>
          </Notice>
        ) : null}
        {domain === null ? (
          <DomainSetup />
        ) : (
          <>
            {last === null ? (
              <EmptyState icon={Globe} title={m.maildomain_unchecked()}>
                {m.maildomain_unchecked_text()}
              </EmptyState>
            ) : (
              <>
                <p className="text-muted">
                  {m.maildomain_checked()} <RelativeTime atMs={last.atMs} />
                </p>
                {last.checks.map((one) => (
                  <Check key={`${one.subject} ${one.host}`} check={one} />
                ))}
              </>
            )}
            <Keys view={view} />
            <History history={history} />
          </>
        )}
      </div>
    </Page>
  );
}

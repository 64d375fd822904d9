import { Form, redirect, useActionData, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Page } from "#app/ui/page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import type { FormOutcome } from "#app/ui/problem-view.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { Problem } from "#core/problem";
import { SECOND_MS } from "#core/time";
import { cancelMail, getMailStory, resendMail, retryMail } from "#features/mail";
import type { MailStory } from "#features/mail/schema";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import { templateName } from "../mailbox/template-words.ts";
import { useFollowRuns } from "../operations/use-follow-runs.ts";
import type { Route } from "./+types/story";
import { laneName, MailReason, StateBadge, transportName } from "./mail-words.tsx";
import { StoryTables } from "./story-tables.tsx";

export const handle = { crumb: () => m.mail_mail() };

export function meta({ loaderData }: Route.MetaArgs): Route.MetaDescriptors {
  const name = loaderData?.mail.subject ?? m.mail_mail();
  return [{ title: `${name} · ${m.mail_title()} · ${m.brand_name()}` }];
}

/** What is due so soon is followed on the page until it is known what became of it. */
const FOLLOWED_MS = 30 * SECOND_MS;

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const mail = await getMailStory(ctx, params.id);
  const isDue = mail.state === "waiting" && (mail.nextTryAtMs ?? 0) - ctx.clock.now() < FOLLOWED_MS;
  return { mail, isMoving: isDue || mail.state === "sending" };
}

const acts = { retry: retryMail, cancel: cancelMail, resend: resendMail };

export async function action({ request, params, context }: Route.ActionArgs) {
  const intent = textField(await request.formData(), "intent") ?? "";
  if (!Object.hasOwn(acts, intent)) {
    throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
  await acts[intent as keyof typeof acts](ctxOf(context), params.id);
  return redirect(`/operations/mail/mails/${params.id}`);
}

function timeOrNone(atMs: number | null) {
  return atMs === null ? "–" : <RelativeTime atMs={atMs} absolute />;
}

function Facts({ mail }: { mail: MailStory }) {
  const code = (text: string) => (
    <code dir="ltr" className="font-mono text-xs break-all">
      {text}
    </code>
  );
  const facts = [
    { label: m.mail_to(), value: <span dir="ltr">{mail.to}</span> },
    {
      label: m.mailtemplates_one(),
      value: (
        <>
          {templateName(mail.template)} {code(mail.template)}
        </>
      ),
    },
    { label: m.mail_lane(), value: laneName(mail.lane) },
    { label: m.mail_asked(), value: timeOrNone(mail.createdAtMs) },
    { label: m.mail_sent_at(), value: timeOrNone(mail.sentAtMs) },
    {
      label: m.mail_next(),
      // Of a mail that is being sent it is the time at which its job counts as lost.
      value: timeOrNone(mail.state === "waiting" ? mail.nextTryAtMs : null),
    },
    {
      label: m.mail_transport(),
      value: mail.transport === null ? "–" : transportName(mail.transport),
    },
    { label: m.mail_provider_id(), value: mail.providerId === null ? "–" : code(mail.providerId) },
    { label: m.mail_resends(), value: mail.resends },
  ];
  return (
    <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt className="text-muted">{label}</dt>
          <dd className="figures mt-0.5 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Acts({ mail, pending }: { mail: MailStory; pending: boolean }) {
  return (
    <div className="flex flex-wrap gap-2">
      {mail.acts.includes("cancel") ? (
        <AskFirst
          name="cancel-mail"
          fields={{ intent: "cancel" }}
          label={m.mail_cancel()}
          title={m.mail_cancel_title()}
          variant="secondary"
        >
          {m.mail_cancel_text()}
        </AskFirst>
      ) : null}
      {mail.acts.includes("retry") ? (
        <Form method="post">
          <Button type="submit" name="intent" value="retry" variant="primary" pending={pending}>
            {m.mail_retry()}
          </Button>
        </Form>
      ) : null}
      {mail.acts.includes("resend") ? (
        <AskFirst
          name="resend-mail"
          fields={{ intent: "resend" }}
          label={m.mail_resend()}
          title={m.mail_resend_title()}
          variant="secondary"
        >
          {m.mail_resend_text()}
        </AskFirst>
      ) : null}
    </div>
  );
}

/** One mail: what is known of it, what was tried, what was told of it. What it says is not shown. */
export default function Story({ loaderData: { mail, isMoving } }: Route.ComponentProps) {
  useFollowRuns(isMoving);
  const navigation = useNavigation();
  const problem = useActionData<FormOutcome>()?.problem;
  return (
    <Page>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            <span dir="auto" lang={mail.subject === null ? undefined : mail.locale}>
              {mail.subject ?? templateName(mail.template)}
            </span>
            <StateBadge state={mail.state} />
          </span>
        }
        description={
          <code dir="ltr" className="font-mono text-xs break-all">
            {mail.id}
          </code>
        }
        actions={<Acts mail={mail} pending={navigation.formMethod === "POST"} />}
      />
      <div className="grid grid-cols-1 gap-6">
        {problem === undefined ? null : (
          <Notice tone="danger" urgent title={problem.title}>
            <p>{problem.advice}</p>
          </Notice>
        )}
        {mail.reason === null ? null : (
          <Notice
            tone={mail.state === "refused" ? "danger" : "warning"}
            title={m.mail_reason()}
            actions={
              mail.state === "suppressed" ? (
                <LinkButton
                  size="sm"
                  to={`/operations/mail/suppressions?q=${encodeURIComponent(mail.to)}`}
                >
                  {m.mail_suppressions()}
                </LinkButton>
              ) : undefined
            }
          >
            <p className="wrap-anywhere">
              <MailReason state={mail.state} reason={mail.reason} />
            </p>
          </Notice>
        )}
        <Card title={m.mail_facts()}>
          <Facts mail={mail} />
        </Card>
        <StoryTables mail={mail} />
      </div>
    </Page>
  );
}

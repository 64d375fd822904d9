import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Form } from "#app/ui/form.tsx";
import { isProblem } from "#core/problem";
import { answerEmailChange, type EmailChangeOutcome, findEmailChange } from "#features/identity";
import { m } from "#messages";
import type { Route } from "./+types/email-change";
import { AuthCard } from "./auth-card.tsx";
import { formFields, inReadersWords } from "./form-words.ts";
import { pageTitle } from "./page-title.ts";

type Outcome = EmailChangeOutcome | "expired";

export function meta() {
  return pageTitle(m.security_email_page_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const token = new URL(request.url).searchParams.get("token") ?? "";
  return { token, change: await findEmailChange(ctxOf(context), token) };
}

export async function action({ request, context }: Route.ActionArgs): Promise<{
  outcome: Outcome;
}> {
  const { token = "", answer } = await formFields(request);
  const input = { token, answer: answer === "stop" ? ("stop" as const) : ("agree" as const) };
  try {
    return { outcome: await inReadersWords(answerEmailChange(ctxOf(context), input)) };
  } catch (error) {
    if (isProblem(error) && error.slug === "link-expired") return { outcome: "expired" };
    throw error;
  }
}

function outcomeText(outcome: Outcome): string {
  switch (outcome) {
    case "waiting":
      return m.security_email_page_waiting();
    case "changed":
      return m.security_email_page_changed();
    case "stopped":
      return m.security_email_page_stopped();
    case "expired":
      return m.security_email_page_expired();
  }
}

function Answered({ outcome }: { outcome: Outcome }) {
  const title =
    outcome === "expired" ? m.identity_link_expired_title() : m.security_email_page_title();
  return (
    <AuthCard title={title} lead={outcomeText(outcome)}>
      <LinkButton to={outcome === "stopped" ? "/forgot" : "/account/security"} wide>
        {outcome === "stopped" ? m.identity_forgot_title() : m.security_title()}
      </LinkButton>
    </AuthCard>
  );
}

export default function EmailChange({ loaderData, actionData }: Route.ComponentProps) {
  const { token, change } = loaderData;
  if (actionData !== undefined && "outcome" in actionData) {
    return <Answered outcome={actionData.outcome} />;
  }
  if (change === undefined) return <Answered outcome="expired" />;
  const { side, newEmail: email } = change;
  const isOld = side === "old";
  return (
    <AuthCard
      title={m.security_email_page_title()}
      lead={isOld ? m.security_email_page_old({ email }) : m.security_email_page_new({ email })}
    >
      <Form>
        <input type="hidden" name="token" value={token} />
        <Button type="submit" variant="primary" wide name="answer" value="agree">
          {isOld ? m.security_email_page_agree() : m.security_email_page_confirm()}
        </Button>
        <Button type="submit" variant="danger" wide name="answer" value="stop">
          {m.security_email_page_stop()}
        </Button>
      </Form>
    </AuthCard>
  );
}

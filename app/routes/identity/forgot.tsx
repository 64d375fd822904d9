import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { requestPasswordReset } from "#features/identity";
import { PasswordResetRequest } from "#features/identity/schema";
import { mayReadOutbox } from "#features/mail";
import { m } from "#messages";
import type { Route } from "./+types/forgot";
import { AuthCard } from "./auth-card.tsx";
import { formFields, inReadersWords, parseForm } from "./form-words.ts";
import { pageTitle } from "./page-title.ts";

export function meta() {
  return pageTitle(m.identity_forgot_title());
}

export function loader({ context }: Route.LoaderArgs) {
  return { mailbox: mayReadOutbox(ctxOf(context)) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const input = parseForm(PasswordResetRequest, await formFields(request));
  await inReadersWords(requestPasswordReset(ctxOf(context), input));
  return { sentTo: input.email.trim() };
}

export default function Forgot({ loaderData, actionData }: Route.ComponentProps) {
  const back = (
    <TextLink to="/sign-in" className="tap">
      {m.identity_back_to_sign_in()}
    </TextLink>
  );
  const sentTo = actionData !== undefined && "sentTo" in actionData ? actionData.sentTo : undefined;
  if (sentTo !== undefined) {
    return (
      <AuthCard
        title={m.identity_forgot_sent_title()}
        lead={m.identity_forgot_sent_text({ email: sentTo })}
        footer={back}
      >
        {loaderData.mailbox ? (
          <LinkButton to="/mailbox" wide>
            {m.identity_open_mailbox()}
          </LinkButton>
        ) : undefined}
      </AuthCard>
    );
  }
  return (
    <AuthCard title={m.identity_forgot_title()} lead={m.identity_forgot_lead()} footer={back}>
      <Form>
        <Field name="email" label={m.identity_email()} required>
          <TextInput type="email" autoComplete="username" inputMode="email" spellCheck={false} />
        </Field>
        <Button type="submit" variant="primary" wide>
          {m.identity_forgot_action()}
        </Button>
      </Form>
    </AuthCard>
  );
}

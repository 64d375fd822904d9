import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { followMagicLink, isMagicLinkValid, requestMagicLink } from "#features/identity";
import { MagicLinkRequest } from "#features/identity/schema";
import { mayReadOutbox } from "#features/mail";
import { m } from "#messages";
import type { Route } from "./+types/sign-in-link";
import { arrive } from "./arrive.ts";
import { AuthCard } from "./auth-card.tsx";
import { formFields, inReadersWords, parseForm } from "./form-words.ts";
import { nextPath } from "./next-path.ts";
import { pageTitle } from "./page-title.ts";

export function meta() {
  return pageTitle(m.security_link_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const token = new URL(request.url).searchParams.get("token");
  if (token === null && ctx.actor.kind === "user") throw redirect(nextPath(request));
  const valid = token !== null && (await isMagicLinkValid(ctx, token));
  return { token, valid, mailbox: mayReadOutbox(ctx) };
}

/** A mailed link is followed by a button: programs that look into mails follow links too. */
export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const fields = await formFields(request);
  if (fields.token !== undefined) {
    const following = followMagicLink(ctx, { token: fields.token });
    return await arrive(request, await inReadersWords(following), nextPath(request));
  }
  const input = parseForm(MagicLinkRequest, { email: fields.email ?? "" });
  await inReadersWords(requestMagicLink(ctx, { ...input, next: nextPath(request) }));
  return { sentTo: input.email.trim() };
}

export default function SignInLink({ loaderData, actionData }: Route.ComponentProps) {
  const { token, valid, mailbox } = loaderData;
  const back = (
    <TextLink to="/sign-in" className="tap">
      {m.identity_back_to_sign_in()}
    </TextLink>
  );
  if (actionData !== undefined && "sentTo" in actionData) {
    return (
      <AuthCard
        title={m.identity_forgot_sent_title()}
        lead={m.security_link_sent({ email: actionData.sentTo })}
        footer={back}
      >
        {mailbox ? (
          <LinkButton to="/mailbox" wide>
            {m.identity_open_mailbox()}
          </LinkButton>
        ) : undefined}
      </AuthCard>
    );
  }
  if (token !== null && !valid) {
    return (
      <AuthCard title={m.identity_link_expired_title()} lead={m.security_link_expired()}>
        <LinkButton to="/sign-in/link" variant="primary" wide>
          {m.identity_ask_new_link()}
        </LinkButton>
      </AuthCard>
    );
  }
  if (token !== null) {
    return (
      <AuthCard title={m.security_link_title()} lead={m.security_link_follow_lead()}>
        <Form>
          <input type="hidden" name="token" value={token} />
          <Button type="submit" variant="primary" wide>
            {m.identity_sign_in()}
          </Button>
        </Form>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={m.security_link_title()} lead={m.security_link_lead()} footer={back}>
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

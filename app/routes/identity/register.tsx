import { data, redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { listProviders } from "#features/connections";
import { registerUser } from "#features/identity";
import { RegisterInput } from "#features/identity/schema";
import { mayReadOutbox } from "#features/mail";
import { m } from "#messages";
import type { Route } from "./+types/register";
import { AuthCard } from "./auth-card.tsx";
import { cookieHeaders } from "./cookies.ts";
import { formFields, inReadersWords, parseForm } from "./form-words.ts";
import { nextPath, withNext } from "./next-path.ts";
import { OtherWays } from "./other-ways.tsx";
import { pageTitle } from "./page-title.ts";
import { limits } from "./limits.ts";

export function meta() {
  return pageTitle(m.identity_register_title());
}

export function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const { actor } = ctx;
  const next = nextPath(request);
  if (actor.kind === "user") throw redirect(next);
  return {
    next,
    visitor: actor.kind === "visitor",
    mailbox: mayReadOutbox(ctx),
    providers: listProviders(ctx),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const input = parseForm(RegisterInput, await formFields(request));
  const registering = registerUser(ctxOf(context), input, nextPath(request));
  const { setCookies } = await inReadersWords(registering);
  return data({ sentTo: input.email.trim() }, { headers: cookieHeaders(setCookies) });
}

export default function Register({ loaderData, actionData }: Route.ComponentProps) {
  const { next, visitor, mailbox, providers } = loaderData;
  if (actionData !== undefined && "sentTo" in actionData) {
    return (
      <AuthCard
        title={m.security_register_sent_title()}
        lead={m.security_register_sent_text({ email: actionData.sentTo })}
        footer={m.security_register_again()}
      >
        {mailbox ? (
          <LinkButton to="/mailbox" wide reloadDocument>
            {m.identity_open_mailbox()}
          </LinkButton>
        ) : undefined}
      </AuthCard>
    );
  }
  return (
    <AuthCard
      title={m.identity_register_title()}
      lead={visitor ? m.identity_register_visitor() : m.identity_register_lead()}
      footer={
        <>
          {m.identity_have_account()}{" "}
          <TextLink to={withNext("/sign-in", next)}>{m.identity_sign_in()}</TextLink>
        </>
      }
    >
      <Form>
        <Field name="email" label={m.identity_email()} required>
          <TextInput type="email" autoComplete="username" inputMode="email" spellCheck={false} />
        </Field>
        <Field
          name="password"
          label={m.identity_password()}
          hint={m.identity_password_hint({ count: limits.passwordLengthMin })}
          required
        >
          <TextInput
            type="password"
            autoComplete="new-password"
            minLength={limits.passwordLengthMin}
          />
        </Field>
        <Field name="name" label={m.identity_name()} optional>
          <TextInput autoComplete="name" maxLength={limits.nameLengthMax} dir="auto" />
        </Field>
        <p className="text-muted">
          {m.privacy_register_statement()}{" "}
          <TextLink to="/legal/terms" target="_blank">
            {m.privacy_terms()}
          </TextLink>
          {" · "}
          <TextLink to="/legal/privacy" target="_blank">
            {m.privacy_notice()}
          </TextLink>
        </p>
        <Button type="submit" variant="primary" wide>
          {m.identity_register_action()}
        </Button>
      </Form>
      <OtherWays providers={providers} next={next} />
    </AuthCard>
  );
}

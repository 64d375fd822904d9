import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { findReset, resetPassword } from "#features/identity";
import { PasswordReset } from "#features/identity/schema";
import { m } from "#messages";
import type { Route } from "./+types/reset";
import { AuthCard } from "./auth-card.tsx";
import { formFields, inReadersWords, parseForm } from "./form-words.ts";
import { pageTitle } from "./page-title.ts";
import { limits } from "./limits.ts";

export function meta() {
  return pageTitle(m.identity_forgot_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const token = new URL(request.url).searchParams.get("token") ?? "";
  return { token, reset: await findReset(ctxOf(context), token) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const input = parseForm(PasswordReset, await formFields(request));
  await inReadersWords(resetPassword(ctxOf(context), input));
  return redirect("/sign-in?done=reset", 303);
}

export default function Reset({ loaderData: { token, reset } }: Route.ComponentProps) {
  if (reset === undefined) {
    return (
      <AuthCard title={m.identity_link_expired_title()} lead={m.identity_link_expired_reset()}>
        <LinkButton to="/forgot" variant="primary" wide>
          {m.identity_ask_new_link()}
        </LinkButton>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={m.identity_forgot_title()} lead={m.identity_reset_lead()}>
      <Form>
        <input type="hidden" name="token" value={token} />
        <Field
          name="password"
          label={m.identity_new_password()}
          hint={m.identity_password_hint({ count: limits.passwordLengthMin })}
          required
        >
          <TextInput
            type="password"
            autoComplete="new-password"
            minLength={limits.passwordLengthMin}
          />
        </Field>
        {reset.asksCode ? (
          <Field name="code" label={m.security_code()} hint={m.security_code_hint()} required>
            <TextInput autoComplete="one-time-code" spellCheck={false} maxLength={20} dir="ltr" />
          </Field>
        ) : null}
        <Button type="submit" variant="primary" wide>
          {m.identity_reset_action()}
        </Button>
      </Form>
    </AuthCard>
  );
}

import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { carryVisitorNow } from "#features/adoption";
import { getProfile, signIn } from "#features/identity";
import { SignInInput } from "#features/identity/schema";
import { m } from "#messages";
import type { Route } from "./+types/sign-in";
import { AuthCard } from "./auth-card.tsx";
import { cookieHeaders, missingPreferenceCookies } from "./cookies.ts";
import { formFields, inReadersWords, parseForm } from "./form-words.ts";
import { nextPath, withNext } from "./next-path.ts";
import { pageTitle } from "./page-title.ts";

export function meta() {
  return pageTitle(m.identity_sign_in());
}

export function loader({ request, context }: Route.LoaderArgs) {
  const next = nextPath(request);
  if (ctxOf(context).actor.kind === "user") throw redirect(next);
  return { next, done: new URL(request.url).searchParams.get("done") };
}

export async function action({ request, context }: Route.ActionArgs) {
  const input = parseForm(SignInInput, await formFields(request));
  const signedIn = await inReadersWords(signIn(ctxOf(context), input));
  await carryVisitorNow(signedIn.ctx, signedIn.adopted);
  const preferences = missingPreferenceCookies(request, await getProfile(signedIn.ctx));
  const headers = cookieHeaders([...signedIn.setCookies, ...preferences]);
  return redirect(nextPath(request), { status: 303, headers });
}

function doneText(done: string | null): string | undefined {
  if (done === "reset") return m.identity_reset_done();
  return done === "out" ? m.identity_signed_out() : undefined;
}

export default function SignIn({ loaderData, actionData }: Route.ComponentProps) {
  const { next, done } = loaderData;
  const text = actionData === undefined ? doneText(done) : undefined;
  return (
    <AuthCard
      title={m.identity_sign_in_title()}
      footer={
        <>
          {m.identity_no_account()}{" "}
          <TextLink to={withNext("/register", next)}>{m.identity_register_action()}</TextLink>
        </>
      }
    >
      <Form>
        {text === undefined ? null : <Notice tone="success">{text}</Notice>}
        <Field name="email" label={m.identity_email()} required>
          <TextInput type="email" autoComplete="username" inputMode="email" spellCheck={false} />
        </Field>
        <Field
          name="password"
          label={m.identity_password()}
          aside={<TextLink to="/forgot">{m.identity_forgot_link()}</TextLink>}
          required
        >
          <TextInput type="password" autoComplete="current-password" />
        </Field>
        <Button type="submit" variant="primary" wide>
          {m.identity_sign_in()}
        </Button>
      </Form>
    </AuthCard>
  );
}

import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { listProviders } from "#features/connections";
import { signIn } from "#features/identity";
import { SignInInput } from "#features/identity/schema";
import { askAnyPasskey, signInWithPasskey } from "#features/passkeys";
import { m } from "#messages";
import type { Route } from "./+types/sign-in";
import { arrive } from "./arrive.ts";
import { AuthCard } from "./auth-card.tsx";
import { formFields, inReadersWords, parseForm } from "./form-words.ts";
import { nextPath, withNext } from "./next-path.ts";
import { OtherWays } from "./other-ways.tsx";
import { pageTitle } from "./page-title.ts";
import { failureText } from "./provider-words.ts";
import { PasskeyButton } from "./passkey-button.tsx";

export function meta() {
  return pageTitle(m.identity_sign_in());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const next = nextPath(request);
  if (ctx.actor.kind === "user") throw redirect(next);
  const { searchParams } = new URL(request.url);
  const done = searchParams.get("done");
  return {
    next,
    done,
    failure: failureText(searchParams.get("failed")),
    passkey: await askAnyPasskey(ctx),
    providers: listProviders(ctx),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const fields = await formFields(request);
  const entered =
    fields.form === "passkey"
      ? await inReadersWords(signInWithPasskey(ctx, { answer: fields.answer ?? "" }))
      : await inReadersWords(signIn(ctx, parseForm(SignInInput, fields)));
  return await arrive(request, entered, nextPath(request));
}

function doneText(done: string | null): string | undefined {
  if (done === "reset") return m.identity_reset_done();
  return done === "out" ? m.identity_signed_out() : undefined;
}

export default function SignIn({ loaderData, actionData }: Route.ComponentProps) {
  const { next, done, failure, passkey, providers } = loaderData;
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
        {failure === undefined || actionData !== undefined ? null : (
          <Notice tone="warning">{failure}</Notice>
        )}
        <Field name="email" label={m.identity_email()} required>
          <TextInput
            type="email"
            autoComplete="username webauthn"
            inputMode="email"
            spellCheck={false}
          />
        </Field>
        <Field
          name="password"
          label={m.identity_password()}
          aside={
            <TextLink
              to="/forgot"
              className="relative after:absolute after:inset-x-0 after:-top-5 after:-bottom-1"
            >
              {m.identity_forgot_link()}
            </TextLink>
          }
          required
        >
          <TextInput type="password" autoComplete="current-password" />
        </Field>
        <Button type="submit" variant="primary" wide>
          {m.identity_sign_in()}
        </Button>
      </Form>
      <OtherWays providers={providers} next={next}>
        <PasskeyButton
          request={passkey}
          label={m.signins_passkey_sign_in()}
          autofills={actionData === undefined}
        />
        <LinkButton to={withNext("/sign-in/link", next)} wide>
          {m.security_by_mail()}
        </LinkButton>
      </OtherWays>
    </AuthCard>
  );
}

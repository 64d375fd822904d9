import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { carryVisitorNow } from "#features/adoption";
import { registerUser } from "#features/identity";
import { RegisterInput } from "#features/identity/schema";
import { m } from "#messages";
import type { Route } from "./+types/register";
import { AuthCard } from "./auth-card.tsx";
import { cookieHeaders } from "./cookies.ts";
import { formFields, inReadersWords, parseForm } from "./form-words.ts";
import { nextPath, withNext } from "./next-path.ts";
import { pageTitle } from "./page-title.ts";
import { limits } from "./limits.ts";

export function meta() {
  return pageTitle(m.identity_register_title());
}

export function loader({ request, context }: Route.LoaderArgs) {
  const { actor } = ctxOf(context);
  const next = nextPath(request);
  if (actor.kind === "user") throw redirect(next);
  return { next, visitor: actor.kind === "visitor" };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const input = parseForm(RegisterInput, await formFields(request));
  const { ctx: asUser, adopted, setCookies } = await inReadersWords(registerUser(ctx, input));
  await carryVisitorNow(asUser, adopted);
  return redirect(nextPath(request), { status: 303, headers: cookieHeaders(setCookies) });
}

export default function Register({ loaderData: { next, visitor } }: Route.ComponentProps) {
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
        <Button type="submit" variant="primary" wide>
          {m.identity_register_action()}
        </Button>
      </Form>
    </AuthCard>
  );
}

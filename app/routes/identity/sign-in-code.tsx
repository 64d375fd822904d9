import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { finishSignIn, isSecondFactorAsked } from "#features/identity";
import { m } from "#messages";
import type { Route } from "./+types/sign-in-code";
import { arrive } from "./arrive.ts";
import { AuthCard } from "./auth-card.tsx";
import { formFields, inReadersWords } from "./form-words.ts";
import { nextPath, withNext } from "./next-path.ts";
import { pageTitle } from "./page-title.ts";

export function meta() {
  return pageTitle(m.security_code_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const next = nextPath(request);
  if (ctx.actor.kind === "user") throw redirect(next);
  if (!(await isSecondFactorAsked(ctx))) throw redirect(withNext("/sign-in", next));
  return null;
}

export async function action({ request, context }: Route.ActionArgs) {
  const { code = "", trust } = await formFields(request);
  const input = { code, trust: trust === "on" };
  const signedIn = await inReadersWords(finishSignIn(ctxOf(context), input));
  return await arrive(request, { kind: "signed-in", ...signedIn }, nextPath(request));
}

export default function SignInCode() {
  return (
    <AuthCard
      title={m.security_code_title()}
      lead={m.security_code_lead()}
      footer={
        <TextLink to="/sign-in" className="tap">
          {m.identity_back_to_sign_in()}
        </TextLink>
      }
    >
      <Form>
        <Field name="code" label={m.security_code()} hint={m.security_code_hint()} required>
          <TextInput
            autoComplete="one-time-code"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={20}
            dir="ltr"
          />
        </Field>
        <Checkbox name="trust" label={m.security_trust()} hint={m.security_trust_hint()} />
        <Button type="submit" variant="primary" wide>
          {m.identity_sign_in()}
        </Button>
      </Form>
    </AuthCard>
  );
}

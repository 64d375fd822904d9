import { data, redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { isSecretField } from "#app/secret-field.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { confirmIdentity, getProfile, listConfirmationWays } from "#features/identity";
import { IdentityConfirmation } from "#features/identity/schema";
import { isProblem } from "#core/problem";
import { m } from "#messages";
import type { Route } from "./+types/confirm-identity";
import { AuthCard } from "./auth-card.tsx";
import { inReadersWords, parseForm } from "./form-words.ts";
import { nextPath } from "./next-path.ts";
import { pageTitle } from "./page-title.ts";

/** Stands before the names of another form's fields while they wait here. */
const CARRIED = "carried.";
const FIELDS_MAX = 200;

type Fields = [name: string, value: string][];

interface Waiting {
  /** Of the form that sent the person here; secrets are left out. */
  fields: Fields;
  /** There were secrets, so the form has to be filled in again. */
  lost: boolean;
  /** It came as a form at all. */
  form: boolean;
}

const nothing: Waiting = { fields: [], lost: false, form: false };

export function meta() {
  return pageTitle(m.security_confirm_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [{ email }, ways] = await Promise.all([getProfile(ctx), listConfirmationWays(ctx)]);
  return { email, ways, next: nextPath(request) };
}

/** What an action's form brought along when it was sent on to this page. */
function arrived(fields: Fields): Waiting {
  const kept = fields.filter(([name]) => !isSecretField(name)).slice(0, FIELDS_MAX);
  return { fields: kept, lost: kept.length < fields.length, form: true };
}

function stillWaiting(fields: Fields): Waiting {
  const kept = fields.filter(([name]) => name.startsWith(CARRIED));
  const own = new Map(fields);
  return {
    fields: kept.map(([name, value]) => [name.slice(CARRIED.length), value]),
    lost: own.get("lost") === "1",
    form: own.get("waiting") === "1",
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const sent: Fields = [];
  for (const [name, value] of await request.formData()) {
    if (typeof value === "string") sent.push([name, value]);
  }
  const own = new Map(sent);
  if (own.get("form") !== "confirm-identity") {
    return { confirmed: false, waiting: arrived(sent) };
  }
  const waiting = stillWaiting(sent);
  try {
    const typed = { password: own.get("password") ?? "", code: own.get("code") ?? "" };
    const input = parseForm(IdentityConfirmation, typed);
    await inReadersWords(confirmIdentity(ctxOf(context), input));
  } catch (error) {
    if (!isProblem(error) || error.slug === "unauthorized") throw error;
    const wrong =
      error.slug === "sign-in-failed" ? m.security_password_wrong() : error.errors?.[0]?.detail;
    const text = wrong ?? error.detail;
    const field = error.slug === "second-factor-failed" ? "code" : "password";
    return data({ confirmed: false, waiting, text, field }, { status: error.status });
  }
  if (!waiting.form || waiting.lost) return redirect(nextPath(request), 303);
  return { confirmed: true, waiting };
}

/** The other form's fields, hidden, to be sent once more. */
function HiddenFields({ fields, prefix = "" }: { fields: Fields; prefix?: string }) {
  return fields.map(([name, value], at) => (
    // The same name may stand twice, and the order never changes.
    // oxlint-disable-next-line react/no-array-index-key
    <input key={at} type="hidden" name={prefix + name} value={value} />
  ));
}

export default function ConfirmIdentity({ loaderData, actionData }: Route.ComponentProps) {
  const { email, ways, next } = loaderData;
  const answer = actionData !== undefined && "waiting" in actionData ? actionData : undefined;
  const { fields, lost, form } = answer?.waiting ?? nothing;
  const page = next.split("?")[0] ?? "/account";
  if (answer?.confirmed === true) {
    return (
      <AuthCard title={m.security_confirmed_title()} lead={m.security_confirmed_text()}>
        <form method="post" action={next} className="grid gap-3">
          <HiddenFields fields={fields} />
          <Button type="submit" variant="primary" wide>
            {m.security_confirmed_action()}
          </Button>
          <LinkButton to={page} wide reloadDocument>
            {m.security_cancel()}
          </LinkButton>
        </form>
      </AuthCard>
    );
  }
  const text =
    answer !== undefined && "text" in answer && typeof answer.text === "string"
      ? answer.text
      : undefined;
  const wrongField = answer !== undefined && "field" in answer ? answer.field : undefined;
  return (
    <AuthCard title={m.security_confirm_title()} lead={m.security_confirm_lead()}>
      <Form name="confirm-identity">
        <HiddenFields fields={fields} prefix={CARRIED} />
        {form ? <input type="hidden" name="waiting" value="1" /> : null}
        {lost ? <input type="hidden" name="lost" value="1" /> : null}
        {lost ? <Notice tone="info">{m.security_confirm_lost()}</Notice> : null}
        <p className="text-sm text-muted">{m.security_confirm_signed_in_as({ email })}</p>
        {ways.password ? (
          <Field
            name="password"
            label={m.identity_password()}
            error={wrongField === "password" ? text : undefined}
            required={!ways.code}
          >
            <TextInput type="password" autoComplete="current-password" />
          </Field>
        ) : null}
        {ways.code ? (
          <Field
            name="code"
            label={ways.password ? m.security_code_confirm() : m.security_code()}
            hint={m.security_code_hint()}
            error={wrongField === "code" ? text : undefined}
          >
            <TextInput autoComplete="one-time-code" spellCheck={false} maxLength={20} dir="ltr" />
          </Field>
        ) : null}
        {ways.password || ways.code ? (
          <Button type="submit" variant="primary" wide>
            {m.security_confirm_action()}
          </Button>
        ) : (
          <Notice tone="info">{m.security_no_way()}</Notice>
        )}
        <LinkButton to={page} wide reloadDocument>
          {m.security_cancel()}
        </LinkButton>
      </Form>
    </AuthCard>
  );
}

import { data, redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { problemAdvice } from "#app/problem-texts.ts";
import { isSecretField } from "#app/secret-field.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import {
  confirmIdentity,
  type ConfirmationWays,
  getProfile,
  listConfirmationWays,
  requestMagicLink,
} from "#features/identity";
import { IdentityConfirmation } from "#features/identity/schema";
import { mayReadOutbox } from "#features/mail";
import { askOwnPasskey, confirmWithPasskey } from "#features/passkeys";
import { isProblem, type ProblemSlug } from "#core/problem";
import { m } from "#messages";
import type { Route } from "./+types/confirm-identity";
import { AuthCard } from "./auth-card.tsx";
import { inReadersWords, parseForm } from "./form-words.ts";
import { nextPath } from "./next-path.ts";
import { pageTitle } from "./page-title.ts";
import { PasskeyButton } from "./passkey-button.tsx";

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
  const [{ email }, ways, passkey] = await Promise.all([
    getProfile(ctx),
    listConfirmationWays(ctx),
    askOwnPasskey(ctx),
  ]);
  return { email, ways, passkey, next: nextPath(request), mailbox: mayReadOutbox(ctx) };
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

type Ctx = ReturnType<typeof ctxOf>;

/** Checks a passkey's answer, or what was typed. */
async function prove(ctx: Ctx, own: Map<string, string>): Promise<void> {
  if (own.get("form") === "passkey") {
    return await inReadersWords(confirmWithPasskey(ctx, { answer: own.get("answer") ?? "" }));
  }
  const typed = { password: own.get("password") ?? "", code: own.get("code") ?? "" };
  await inReadersWords(confirmIdentity(ctx, parseForm(IdentityConfirmation, typed)));
}

/** The field that a refusal belongs to; none for a passkey. */
function fieldOf(slug: ProblemSlug, form: string | undefined): string {
  if (form === "passkey") return "passkey";
  return slug === "second-factor-failed" ? "code" : "password";
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const sent: Fields = [];
  for (const [name, value] of await request.formData()) {
    if (typeof value === "string") sent.push([name, value]);
  }
  const own = new Map(sent);
  const form = own.get("form");
  if (form === "confirm-by-mail") {
    const { email } = await getProfile(ctx);
    await inReadersWords(requestMagicLink(ctx, { email, next: nextPath(request) }));
    return { confirmed: false, waiting: nothing, mailed: true };
  }
  if (form !== "confirm-identity" && form !== "passkey") {
    return { confirmed: false, waiting: arrived(sent) };
  }
  const waiting = stillWaiting(sent);
  try {
    await prove(ctx, own);
  } catch (error) {
    if (!isProblem(error) || error.slug === "unauthorized") throw error;
    const wrong =
      error.slug === "sign-in-failed" ? m.security_password_wrong() : error.errors?.[0]?.detail;
    const text = wrong ?? error.detail ?? problemAdvice(error.slug);
    const field = fieldOf(error.slug, form);
    return data({ confirmed: false, waiting, text, field }, { status: error.status });
  }
  if (!waiting.form || waiting.lost) return redirect(nextPath(request), 303);
  return { confirmed: true, waiting };
}

/** The other form's fields, hidden, to be sent once more. */
function HiddenFields({ fields, prefix = "" }: { fields: Fields; prefix?: string }) {
  return fields.map(([name, value], at) => (
    // oxlint-disable-next-line react/no-array-index-key -- a name may stand twice; the order stays
    <input key={at} type="hidden" name={prefix + name} value={value} />
  ));
}

/** Carries what waits through the forms of this page. */
function WaitingFields({ waiting: { fields, lost, form } }: { waiting: Waiting }) {
  return (
    <>
      <HiddenFields fields={fields} prefix={CARRIED} />
      {form ? <input type="hidden" name="waiting" value="1" /> : null}
      {lost ? <input type="hidden" name="lost" value="1" /> : null}
    </>
  );
}

interface Refusal {
  field: string;
  text: string;
}

/** By password or code, whichever the person has. */
function TypedProof({
  ways,
  waiting,
  refusal,
}: {
  ways: ConfirmationWays;
  waiting: Waiting;
  refusal: Refusal | undefined;
}) {
  const errorOf = (field: string) => (refusal?.field === field ? refusal.text : undefined);
  return (
    <Form name="confirm-identity">
      <WaitingFields waiting={waiting} />
      {ways.password ? (
        <Field
          name="password"
          label={m.identity_password()}
          error={errorOf("password")}
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
          error={errorOf("code")}
        >
          <TextInput autoComplete="one-time-code" spellCheck={false} maxLength={20} dir="ltr" />
        </Field>
      ) : null}
      <Button type="submit" variant="primary" wide>
        {m.security_confirm_action()}
      </Button>
    </Form>
  );
}

/** For whoever has nothing to type: the mailed link confirms it in this browser. */
function MailedProof() {
  return (
    <Form name="confirm-by-mail">
      <p className="text-muted">{m.security_no_way()}</p>
      <Button type="submit" wide>
        {m.security_confirm_by_mail()}
      </Button>
    </Form>
  );
}

function Confirmed({ fields, next, page }: { fields: Fields; next: string; page: string }) {
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

function refusalOf(answer: object | undefined): Refusal | undefined {
  if (answer === undefined || !("text" in answer) || !("field" in answer)) return undefined;
  const { text, field } = answer;
  return typeof text === "string" && typeof field === "string" ? { text, field } : undefined;
}

export default function ConfirmIdentity({ loaderData, actionData }: Route.ComponentProps) {
  const { email, ways, passkey, next, mailbox } = loaderData;
  const answer = actionData !== undefined && "waiting" in actionData ? actionData : undefined;
  const waiting = answer?.waiting ?? nothing;
  const page = next.split("?")[0] ?? "/account";
  if (answer?.confirmed === true) {
    return <Confirmed fields={waiting.fields} next={next} page={page} />;
  }
  if (answer !== undefined && "mailed" in answer) {
    return (
      <AuthCard
        title={m.identity_forgot_sent_title()}
        lead={m.security_link_sent_own({ email })}
        footer={<TextLink to={page}>{m.security_cancel()}</TextLink>}
      >
        {mailbox ? (
          <LinkButton to="/mailbox" wide>
            {m.identity_open_mailbox()}
          </LinkButton>
        ) : undefined}
      </AuthCard>
    );
  }
  const refusal = refusalOf(answer);
  const types = ways.password || ways.code;
  return (
    <AuthCard title={m.security_confirm_title()} lead={m.security_confirm_lead()}>
      <div className="grid gap-4">
        {waiting.lost ? <Notice tone="info">{m.security_confirm_lost()}</Notice> : null}
        {refusal?.field === "passkey" ? (
          <Notice tone="danger" urgent>
            {refusal.text}
          </Notice>
        ) : null}
        <p className="text-muted">{m.security_confirm_signed_in_as({ email })}</p>
        {types ? <TypedProof ways={ways} waiting={waiting} refusal={refusal} /> : null}
        {passkey === undefined ? null : (
          <PasskeyButton request={passkey} label={m.signins_passkey_confirm()}>
            <WaitingFields waiting={waiting} />
          </PasskeyButton>
        )}
        {types ? null : <MailedProof />}
        <LinkButton to={page} wide reloadDocument>
          {m.security_cancel()}
        </LinkButton>
      </div>
    </AuthCard>
  );
}

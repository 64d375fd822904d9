import { data, redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { buttonClass } from "#app/ui/button-class.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { isProblem } from "#core/problem";
import { listMyWorkspaces } from "#features/members";
import { beginSignOn, findAwaited } from "#features/sign-on";
import { SignOnStart } from "#features/sign-on/schema";
import { m } from "#messages";
import type { Route } from "./+types/company";
import { AuthCard } from "./auth-card.tsx";
import { cookieHeaders } from "./cookies.ts";
import { formFields, inReadersWords, parseForm } from "./form-words.ts";
import { nextPath, withNext } from "./next-path.ts";
import { pageTitle } from "./page-title.ts";
import { signOnFailureText } from "./sign-on-words.ts";

interface OtherWorkspace {
  slug: string;
  name: string;
}

export function meta() {
  return pageTitle(m.signon_title());
}

export function headers({ actionHeaders }: Route.HeadersArgs): Headers {
  return actionHeaders;
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const { actor } = ctx;
  const next = nextPath(request);
  const failed = new URL(request.url).searchParams.get("failed");
  const failure = signOnFailureText(failed);
  const awaited = await findAwaited(ctx);
  if (actor.kind !== "user") return { next, failure, awaited: undefined, others: [] };
  if (awaited === undefined && failure === undefined) throw redirect(next);
  const mine = awaited === undefined ? [] : await listMyWorkspaces(ctx);
  const others: OtherWorkspace[] = mine
    .filter(({ id }) => id !== actor.awaitsSignOn)
    .map(({ slug, name }) => ({ slug, name }));
  return { next, failure, awaited, others };
}

/** Leads on to the company's provider; what a domain without one gets is the same for everyone. */
export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const fields = await formFields(request);
  const email =
    fields.form === "awaited"
      ? undefined
      : parseForm(SignOnStart, { email: fields.email ?? "" }).email;
  const next = nextPath(request);
  try {
    const begun = await inReadersWords(beginSignOn(ctx, { email, next }));
    if (begun === undefined) return { unknown: email };
    return data({ url: begun.url }, { headers: cookieHeaders(begun.setCookies) });
  } catch (error) {
    if (!isProblem(error) || error.slug !== "not-connected") throw error;
    return data({ failed: "provider" }, { status: 503 });
  }
}

/** The step between our page and the provider's: see `sign-in-with.tsx`. */
function Onward({ url }: { url: string }) {
  return (
    <AuthCard title={m.signon_onward_title()} lead={m.signins_onward_lead()}>
      <meta httpEquiv="refresh" content={`0;url=${url}`} />
      <a href={url} className={buttonClass({ variant: "primary", wide: true })}>
        {m.signon_onward_action({ host: new URL(url).host })}
      </a>
    </AuthCard>
  );
}

function Others({ others }: { others: OtherWorkspace[] }) {
  if (others.length === 0) return null;
  return (
    <div className="mt-6 grid gap-3">
      <p className="text-xs text-muted">{m.signon_others()}</p>
      {others.map(({ slug, name }) => (
        <form key={slug} method="post" action="/workspaces/switch">
          <input type="hidden" name="slug" value={slug} />
          <button type="submit" className={buttonClass({ wide: true })}>
            <bdi className="truncate">{name}</bdi>
          </button>
        </form>
      ))}
    </div>
  );
}

/**
 * Where someone says for which company they work, and where a workspace that lets its people in by
 * their company's sign-on alone says so to someone who came in otherwise.
 */
export default function Company({ loaderData, actionData }: Route.ComponentProps) {
  const { next, awaited, others } = loaderData;
  if (actionData !== undefined && "url" in actionData) return <Onward url={actionData.url} />;
  const isUnknown = actionData !== undefined && "unknown" in actionData;
  const hasFailed = actionData !== undefined && "failed" in actionData;
  const failure = hasFailed ? m.signon_failed_provider() : loaderData.failure;
  const notice = isUnknown ? m.signon_unknown() : failure;
  const shown =
    notice === undefined ? null : (
      <Notice tone="warning" urgent>
        {notice}
      </Notice>
    );
  if (awaited !== undefined) {
    return (
      <AuthCard
        title={m.signon_awaited_title({ workspace: awaited })}
        lead={m.signon_awaited_lead()}
      >
        <Form name="awaited">
          {shown}
          <Button type="submit" variant="primary" wide>
            {m.signon_title()}
          </Button>
        </Form>
        <Others others={others} />
        <form method="post" action="/sign-out" className="mt-3">
          <button type="submit" className={buttonClass({ variant: "quiet", wide: true })}>
            {m.shell_sign_out()}
          </button>
        </form>
      </AuthCard>
    );
  }
  return (
    <AuthCard
      title={m.signon_title()}
      lead={m.signon_lead()}
      footer={
        <TextLink to={withNext("/sign-in", next)} className="tap">
          {m.identity_back_to_sign_in()}
        </TextLink>
      }
    >
      <Form name="company">
        {shown}
        <Field name="email" label={m.identity_email()} required>
          <TextInput
            type="email"
            autoComplete="username"
            inputMode="email"
            spellCheck={false}
            defaultValue={isUnknown ? actionData.unknown : undefined}
          />
        </Field>
        <Button type="submit" variant="primary" wide>
          {m.signon_continue()}
        </Button>
      </Form>
    </AuthCard>
  );
}

import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { isProblem, Problem } from "#core/problem";
import { carryVisitorNow } from "#features/adoption";
import { findRegistration, finishRegistration, getProfile, verifyEmail } from "#features/identity";
import { m } from "#messages";
import type { Route } from "./+types/verify";
import { AuthCard } from "./auth-card.tsx";
import { cookieHeaders } from "./cookies.ts";
import { formFields, inReadersWords } from "./form-words.ts";
import { pageTitle } from "./page-title.ts";
import { safePath } from "./next-path.ts";

type Outcome = "done" | "expired" | "taken";
type Ctx = Parameters<typeof verifyEmail>[0];

export function meta() {
  return pageTitle(m.identity_verify_title());
}

async function verify(ctx: Ctx, token: string): Promise<Outcome> {
  try {
    await verifyEmail(ctx, { token });
    return "done";
  } catch (error) {
    if (!isProblem(error)) throw error;
    const again = ctx.actor.kind === "user" && (await getProfile(ctx)).emailVerified;
    return again ? "done" : "expired";
  }
}

async function finish(ctx: Ctx, token: string, password?: string): Promise<Response | Outcome> {
  try {
    const made = await finishRegistration(ctx, { token, password });
    await carryVisitorNow(made.ctx, made.adopted);
    const headers = cookieHeaders(made.setCookies);
    return redirect(safePath(made.next ?? null), { status: 303, headers });
  } catch (error) {
    if (isProblem(error) && error.slug === "link-expired") return "expired";
    if (isProblem(error) && error.slug === "already-exists") return "taken";
    throw error;
  }
}

/**
 * A registration is finished at once in the browser that began it; anywhere else its password is
 * asked for. Other links are followed at once by someone signed in, and by a button otherwise:
 * programs that look into mails follow links, and must not use them up.
 */
export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const token = new URL(request.url).searchParams.get("token") ?? "";
  const registration = await findRegistration(ctx, token);
  if (registration !== undefined) {
    if (registration.asksPassword) return { token, outcome: undefined, registration };
    const answer = await finish(ctx, token);
    if (answer instanceof Response) throw answer;
    return { token, outcome: answer, registration: undefined };
  }
  if (ctx.actor.kind !== "user") return { token, outcome: undefined, registration };
  return { token, outcome: await verify(ctx, token), registration };
}

async function finishByPassword(ctx: Ctx, token: string, password: string) {
  try {
    return await inReadersWords(finish(ctx, token, password));
  } catch (error) {
    if (!isProblem(error) || error.slug !== "sign-in-failed") throw error;
    const errors = [{ pointer: "/password", detail: m.security_password_wrong() }];
    throw new Problem("sign-in-failed", { errors, cause: error });
  }
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const { token = "", password } = await formFields(request);
  if (password === undefined) return { outcome: await verify(ctx, token) };
  const answer = await finishByPassword(ctx, token, password);
  return answer instanceof Response ? answer : { outcome: answer };
}

function FinishForm({ token, email }: { token: string; email: string }) {
  return (
    <AuthCard
      title={m.security_finish_title()}
      lead={m.security_finish_lead()}
      footer={m.security_finish_not_you()}
    >
      <Form>
        <input type="hidden" name="token" value={token} />
        <p className="font-medium">
          <bdi>{email}</bdi>
        </p>
        <Field name="password" label={m.identity_password()} required>
          <TextInput type="password" autoComplete="current-password" />
        </Field>
        <Button type="submit" variant="primary" wide>
          {m.security_finish_action()}
        </Button>
      </Form>
    </AuthCard>
  );
}

export default function Verify({ loaderData, actionData }: Route.ComponentProps) {
  const answer = actionData !== undefined && "outcome" in actionData ? actionData : undefined;
  const outcome = answer?.outcome ?? loaderData.outcome;
  if (outcome === "done") {
    return (
      <AuthCard title={m.identity_verify_done_title()} lead={m.identity_verify_done_text()}>
        <LinkButton to="/chat" variant="primary" wide>
          {m.identity_go_chat()}
        </LinkButton>
      </AuthCard>
    );
  }
  if (outcome === "taken") {
    return (
      <AuthCard title={m.security_already_title()} lead={m.security_already_text()}>
        <LinkButton to="/sign-in" variant="primary" wide>
          {m.identity_sign_in()}
        </LinkButton>
      </AuthCard>
    );
  }
  if (outcome === "expired") {
    return (
      <AuthCard title={m.identity_link_expired_title()} lead={m.identity_verify_expired()}>
        <LinkButton to="/account" variant="primary" wide>
          {m.identity_ask_new_link()}
        </LinkButton>
      </AuthCard>
    );
  }
  const { registration, token } = loaderData;
  if (registration !== undefined) return <FinishForm token={token} email={registration.email} />;
  return (
    <AuthCard title={m.identity_verify_title()} lead={m.identity_verify_lead()}>
      <Form>
        <input type="hidden" name="token" value={token} />
        <Button type="submit" variant="primary" wide>
          {m.identity_verify_action()}
        </Button>
      </Form>
    </AuthCard>
  );
}

import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { isProblem } from "#core/problem";
import { getProfile, verifyEmail } from "#features/identity";
import { m } from "#messages";
import type { Route } from "./+types/verify";
import { AuthCard } from "./auth-card.tsx";
import { formFields } from "./form-words.ts";
import { pageTitle } from "./page-title.ts";

type Outcome = "done" | "expired";
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

/**
 * The link is followed at once by someone signed in. Anyone else gets a button: programs that look
 * into mails follow links, and must not use this one up.
 */
export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const token = new URL(request.url).searchParams.get("token") ?? "";
  if (ctx.actor.kind !== "user") return { token, outcome: undefined };
  return { token, outcome: await verify(ctx, token) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const { token = "" } = await formFields(request);
  return { outcome: await verify(ctxOf(context), token) };
}

export default function Verify({ loaderData, actionData }: Route.ComponentProps) {
  const outcome = actionData?.outcome ?? loaderData.outcome;
  if (outcome === "done") {
    return (
      <AuthCard title={m.identity_verify_done_title()} lead={m.identity_verify_done_text()}>
        <LinkButton to="/chat" variant="primary" wide>
          {m.identity_go_chat()}
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
  return (
    <AuthCard title={m.identity_verify_title()} lead={m.identity_verify_lead()}>
      <Form>
        <input type="hidden" name="token" value={loaderData.token} />
        <Button type="submit" variant="primary" wide>
          {m.identity_verify_action()}
        </Button>
      </Form>
    </AuthCard>
  );
}

import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { isProblem } from "#core/problem";
import {
  acceptInvitation,
  askInstead,
  declineInvitation,
  getHeldInvitation,
} from "#features/invitations";
import { m } from "#messages";
import type { Route } from "./+types/invite";
import { AuthCard } from "../identity/auth-card.tsx";
import { roleName } from "./role-name.ts";

export function meta(): Route.MetaDescriptors {
  return [
    { title: `${m.workspaces_invitations()} · ${m.brand_name()}` },
    { name: "robots", content: "noindex" },
    // Without an origin of ours the form's post would be refused.
    { name: "referrer", content: "same-origin" },
  ];
}

async function tryHeld(ctx: ReturnType<typeof ctxOf>, token: string) {
  try {
    const held = await getHeldInvitation(ctx, token);
    return held.state === "pending" ? held : undefined;
  } catch (error) {
    if (isProblem(error) && error.slug === "link-expired") return undefined;
    throw error;
  }
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const email = ctx.actor.kind === "user" ? ctx.actor.email : null;
  return { email, held: await tryHeld(ctx, params.token), path: `/invite/${params.token}` };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  if (form.get("intent") === "ask") {
    await askInstead(ctx, params.token);
    return { asked: true };
  }
  if (form.get("intent") === "decline") {
    await declineInvitation(ctx, params.token);
    return redirect(`/invite/${params.token}`);
  }
  await acceptInvitation(ctx, params.token);
  return redirect("/workspace/members");
}

function Ways({ path, email }: { path: string; email: string | null }) {
  const next = encodeURIComponent(path);
  if (email !== null) {
    return (
      <Form name="answer" className="gap-3">
        <Button type="submit" variant="primary" wide name="intent" value="accept">
          {m.workspaces_accept()}
        </Button>
        <Button type="submit" wide name="intent" value="decline">
          {m.workspaces_decline()}
        </Button>
      </Form>
    );
  }
  return (
    <div className="grid gap-3">
      <LinkButton to={`/sign-in?next=${next}`} variant="primary" wide reloadDocument>
        {m.workspaces_invite_sign_in()}
      </LinkButton>
      <LinkButton to={`/register?next=${next}`} wide reloadDocument>
        {m.workspaces_invite_register()}
      </LinkButton>
    </div>
  );
}

interface OtherProps {
  path: string;
  /** Whom the invitation is for, and who is here. */
  email: string;
  own: string;
}

/** What someone can do who is signed in with another address than the invited one. */
function Other({ path, email, own }: OtherProps) {
  return (
    <div className="grid grid-cols-1 gap-3">
      <Notice tone="warning">{m.workspaces_invite_other({ email, own })}</Notice>
      <form method="post" action={`/sign-out?next=${encodeURIComponent(path)}`}>
        <Button type="submit" variant="primary" wide>
          <span className="min-w-0 truncate">{m.workspaces_invite_switch({ email })}</span>
        </Button>
      </form>
      <Form name="ask" className="grid-cols-1">
        <Button type="submit" wide name="intent" value="ask">
          <span className="min-w-0 truncate">{m.workspaces_invite_ask({ own })}</span>
        </Button>
      </Form>
    </div>
  );
}

/** An invitation as whoever holds its link sees it, with or without an account. */
export default function Invite({ loaderData, actionData }: Route.ComponentProps) {
  const { held, email, path } = loaderData;
  if (held === undefined) return <AuthCard title={m.workspaces_invite_over()} />;
  const isOther = held.email !== null && email !== null && held.email !== email.toLowerCase();
  const role = roleName(held.role, held.permissionSetName);
  const asked = actionData !== undefined && "asked" in actionData;
  return (
    <AuthCard
      title={m.workspaces_invite_title({ name: held.workspaceName })}
      lead={m.workspaces_invite_text({ inviter: held.inviterName, role })}
    >
      {asked ? <Notice tone="success" title={m.workspaces_invite_asked()} /> : null}
      {isOther && !asked ? <Other path={path} email={held.email ?? ""} own={email} /> : null}
      {isOther ? null : <Ways path={path} email={email} />}
    </AuthCard>
  );
}

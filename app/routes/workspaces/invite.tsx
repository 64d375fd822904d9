import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { isProblem } from "#core/problem";
import { getProfile } from "#features/identity";
import {
  acceptInvitation,
  askInstead,
  declineInvitation,
  getHeldInvitation,
} from "#features/invitations";
import { type HeldInvitation, isAskable } from "#features/invitations/schema";
import { m } from "#messages";
import type { Route } from "./+types/invite";
import { AuthCard } from "../identity/auth-card.tsx";
import { InviteOver, Unverified } from "./invite-over.tsx";
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
    return await getHeldInvitation(ctx, token);
  } catch (error) {
    if (isProblem(error) && error.slug === "link-expired") return undefined;
    throw error;
  }
}

/** What is shown of an invitation: of one that is over only how it ended. */
function shownOf(found: HeldInvitation | undefined) {
  if (found === undefined) return { state: "unknown" as const, askable: false };
  const { state, ...rest } = found;
  if (state === "pending") return { state, ...rest };
  return { state, askable: isAskable(state) };
}

export async function loader({ params, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const isIn = ctx.actor.kind === "user";
  const [found, profile] = await Promise.all([
    tryHeld(ctx, params.token),
    isIn ? getProfile(ctx) : undefined,
  ]);
  const person = profile && { email: profile.email, verified: profile.emailVerified };
  return { person, path: `/invite/${params.token}`, invitation: shownOf(found) };
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

function Ways({ path, isIn }: { path: string; isIn: boolean }) {
  const next = encodeURIComponent(path);
  if (isIn) {
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
  person: { email: string; verified: boolean };
}

/** What someone can do who is signed in with another address than the invited one. */
function Other({ path, email, person }: OtherProps) {
  const { email: own, verified } = person;
  return (
    <div className="grid grid-cols-1 gap-3">
      <Notice tone="warning">{m.workspaces_invite_other({ email, own })}</Notice>
      <form method="post" action={`/sign-out?next=${encodeURIComponent(path)}`}>
        <Button type="submit" variant="primary" wide>
          <span className="min-w-0 truncate">{m.workspaces_invite_switch({ email })}</span>
        </Button>
      </form>
      {verified ? (
        <Form name="ask" className="grid-cols-1">
          <Button type="submit" wide name="intent" value="ask">
            <span className="min-w-0 truncate">{m.workspaces_invite_ask({ own })}</span>
          </Button>
        </Form>
      ) : (
        <Unverified />
      )}
    </div>
  );
}

/** An invitation as whoever holds its link sees it, with or without an account. */
export default function Invite({ loaderData, actionData }: Route.ComponentProps) {
  const { invitation: held, person, path } = loaderData;
  const asked = actionData !== undefined && "asked" in actionData;
  if (held.state !== "pending") {
    return <InviteOver {...held} path={path} person={person} asked={asked} />;
  }
  const isOther =
    held.email !== null && person !== undefined && held.email !== person.email.toLowerCase();
  const role = roleName(held.role, held.permissionSetName);
  return (
    <AuthCard
      title={m.workspaces_invite_title({ name: held.workspaceName })}
      lead={m.workspaces_invite_text({ inviter: held.inviterName, role })}
    >
      {asked ? <Notice tone="success" title={m.workspaces_invite_asked()} /> : null}
      {isOther && !asked ? <Other path={path} email={held.email ?? ""} person={person} /> : null}
      {isOther ? null : <Ways path={path} isIn={person !== undefined} />}
    </AuthCard>
  );
}

import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { formatNumber } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { listJoinRequests } from "#features/domains";
import { listInvitations } from "#features/invitations";
import { getSeats, listMembers, listPermissionSets } from "#features/members";
import { getWorkspace, may, requireWorkspace } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/members";
import { actOnMembers } from "./act-on-members.ts";
import { InvitationList } from "./invitation-list.tsx";
import { InviteCard, Invited } from "./invite-card.tsx";
import { JoinRequests, RequestAnswered } from "./join-requests.tsx";
import { MemberList } from "./member-list.tsx";

export const handle = { crumb: () => m.workspaces_tab_members() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.workspaces_tab_members()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const { kind } = await getWorkspace(ctx, requireWorkspace(ctx).id);
  const isTeam = kind === "team";
  const mayInvite = isTeam && may(ctx, "members.invite");
  const [members, seats, sets, invitations, requests] = await Promise.all([
    listMembers(ctx),
    getSeats(ctx),
    listPermissionSets(ctx),
    mayInvite ? listInvitations(ctx) : [],
    mayInvite ? listJoinRequests(ctx) : [],
  ]);
  return {
    members,
    seats,
    sets: sets.map(({ id, name }) => ({ id, name })),
    invitations,
    requests,
    // Links of notices and mails about a request name the workspace.
    nobodyWaits: mayInvite && requests.length === 0 && new URL(request.url).searchParams.has("in"),
    isTeam,
    mayInvite,
    mayUpdate: may(ctx, "members.update"),
    mayRemove: may(ctx, "members.remove"),
    mayBuy: may(ctx, "billing.write"),
    maySeeUsage: may(ctx, "usage.read"),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  return await actOnMembers(ctxOf(context), await request.formData());
}

/** What stands where others would be invited, in a workspace that has no others. */
function Alone() {
  return (
    <Card title={m.workspaces_invite()}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted">{m.workspaces_alone()}</p>
        <LinkButton to="/workspaces">{m.workspaces_new()}</LinkButton>
      </div>
    </Card>
  );
}

/** Who is in the workspace, what each may do and has used, and who is invited. */
export default function Members({ loaderData, actionData }: Route.ComponentProps) {
  const { members, seats, sets, invitations, requests, isTeam, mayInvite } = loaderData;
  const { mayUpdate, mayRemove, mayBuy, maySeeUsage } = loaderData;
  const invited = actionData?.invited;
  const answered = actionData?.answered ?? (loaderData.nobodyWaits ? "before" : undefined);
  return (
    <>
      {answered === undefined ? null : <RequestAnswered answered={answered} />}
      {invited === undefined ? null : <Invited url={invited.url} />}
      <Card
        flush
        title={m.workspaces_seats({
          taken: formatNumber(seats.taken),
          seats: formatNumber(seats.seats),
        })}
        actions={
          <span className="flex items-center gap-3">
            {maySeeUsage ? (
              <TextLink to="/credits?by=member" className="tap">
                {m.workspaces_usage()}
              </TextLink>
            ) : null}
            {mayBuy ? (
              <LinkButton to="/billing/change" size="sm">
                {m.workspaces_seats_more()}
              </LinkButton>
            ) : null}
          </span>
        }
      >
        <MemberList members={members} sets={sets} mayUpdate={mayUpdate} mayRemove={mayRemove} />
      </Card>
      {requests.length === 0 ? null : <JoinRequests requests={requests} />}
      {isTeam ? null : <Alone />}
      {mayInvite ? <InviteCard key={invitations[0]?.id} sets={sets} seats={seats} /> : null}
      {isTeam && !mayInvite ? <p className="text-muted">{m.workspaces_read_only()}</p> : null}
      {invitations.length === 0 ? null : <InvitationList invitations={invitations} />}
    </>
  );
}

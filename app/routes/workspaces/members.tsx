import { ctxOf } from "#app/context.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { Avatar } from "#app/ui/avatar.tsx";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatDate, formatNumber, formatPt } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { Problem } from "#core/problem";
import { answerJoinRequest, listJoinRequests } from "#features/domains";
import {
  createInvitation,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from "#features/invitations";
import type { InvitationState, InvitationView } from "#features/invitations/schema";
import {
  getSeats,
  listMembers,
  listPermissionSets,
  removeMember,
  updateMember,
} from "#features/members";
import type { MemberView } from "#features/members/schema";
import { getWorkspace, may, requireWorkspace } from "#features/workspaces";
import { m } from "#messages";
import type { Route } from "./+types/members";
import { accessOf, numberOf, textOf } from "./form-input.ts";
import { roleName } from "./role-name.ts";
import { RoleSelect } from "./role-select.tsx";

export const handle = { crumb: () => m.workspaces_tab_members() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.workspaces_tab_members()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
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
    isTeam,
    mayInvite,
    mayUpdate: may(ctx, "members.update"),
    mayRemove: may(ctx, "members.remove"),
    mayBuy: may(ctx, "billing.write"),
    maySeeUsage: may(ctx, "usage.read"),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  const id = textOf(form, "id") ?? "";
  switch (form.get("intent")) {
    case "invite": {
      const email = textOf(form, "email");
      const made = await createInvitation(ctx, {
        ...accessOf(form),
        email,
        expiresInDays: numberOf(form, "expiresInDays"),
        usesMax: numberOf(form, "usesMax") ?? null,
      });
      return { invited: { email: email ?? null, url: email === undefined ? made.url : null } };
    }
    case "update":
      await updateMember(ctx, id, { ...accessOf(form), capPt: numberOf(form, "capPt") ?? null });
      return {};
    case "remove":
      await removeMember(ctx, id);
      return {};
    case "resend":
      await resendInvitation(ctx, id);
      return {};
    case "revoke":
      await revokeInvitation(ctx, id);
      return {};
    case "let-in":
      await answerJoinRequest(ctx, id, { accept: true });
      return {};
    case "turn-away":
      await answerJoinRequest(ctx, id, { accept: false });
      return {};
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

type Data = Route.ComponentProps["loaderData"];

function used({ usedMicroPt, capPt }: MemberView): string {
  const cap = capPt === null ? "" : ` / ${formatNumber(capPt)}`;
  return usedMicroPt === null ? "–" : `${formatPt(usedMicroPt, { bare: true })}${cap}`;
}

function Change({ member, data }: { member: MemberView; data: Data }) {
  const { sets, mayUpdate, mayRemove } = data;
  if (member.role === "owner" || !(mayUpdate || mayRemove)) return null;
  return (
    <details className="basis-full">
      <summary className="w-fit rounded-sm text-muted hover:text-ink">
        {m.workspaces_manage()}
      </summary>
      <div className="mt-3 grid gap-4">
        {mayUpdate ? (
          <Form name={`update-${member.userId}`} className="max-w-xl">
            <input type="hidden" name="intent" value="update" />
            <input type="hidden" name="id" value={member.userId} />
            <div className="grid items-start gap-5 sm:grid-cols-2">
              <Field name="role" label={m.workspaces_role()}>
                <RoleSelect sets={sets} defaultValue={member.permissionSet?.id ?? member.role} />
              </Field>
              <Field
                name="capPt"
                label={m.workspaces_cap()}
                hint={m.workspaces_cap_hint()}
                optional
              >
                <TextInput mono inputMode="numeric" defaultValue={member.capPt ?? ""} />
              </Field>
            </div>
            <Button type="submit" className="justify-self-start">
              {m.workspaces_save()}
            </Button>
          </Form>
        ) : null}
        {mayRemove && !member.self ? (
          <AskFirst
            name={`remove-${member.userId}`}
            fields={{ intent: "remove", id: member.userId }}
            label={m.workspaces_remove()}
            title={m.workspaces_remove_title({ name: member.name })}
            size="sm"
            className="justify-self-start"
          >
            {m.workspaces_remove_text()}
          </AskFirst>
        ) : null}
      </div>
    </details>
  );
}

function MemberList({ data }: { data: Data }) {
  return (
    <ul className="divide-y divide-line">
      {data.members.map((member) => (
        <li key={member.userId} className="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3">
          <div className="flex min-w-0 flex-1 basis-56 items-center gap-3">
            <Avatar name={member.name} path={member.avatarPath} />
            <div className="min-w-0">
              <p className="truncate font-medium" dir="auto">
                {member.name}
                {member.self ? (
                  <span className="font-normal text-muted"> · {m.workspaces_you()}</span>
                ) : null}
              </p>
              <p className="truncate text-xs text-muted">
                <bdi dir="ltr">{member.email}</bdi>
              </p>
            </div>
          </div>
          <Badge>{roleName(member.role, member.permissionSet?.name)}</Badge>
          <p className="figures text-end text-xs text-muted">
            <span className="block">{m.workspaces_used()}</span>
            <span className="block text-sm text-ink">{used(member)}</span>
          </p>
          <Change member={member} data={data} />
        </li>
      ))}
    </ul>
  );
}

const states: Record<InvitationState, () => string> = {
  pending: m.workspaces_state_pending,
  accepted: m.workspaces_state_accepted,
  "used-up": m.workspaces_state_used_up,
  expired: m.workspaces_state_expired,
  revoked: m.workspaces_state_revoked,
  declined: m.workspaces_state_declined,
};

function Invitation({ invitation }: { invitation: InvitationView }) {
  const { id, email, role, permissionSetName, state, expiresAtMs } = invitation;
  const maySend = email !== null && (state === "pending" || state === "expired");
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate">
          {email === null ? m.workspaces_link() : <bdi dir="ltr">{email}</bdi>}
        </p>
        <p className="text-xs text-muted">
          {roleName(role, permissionSetName)} · {formatDate(expiresAtMs)}
        </p>
      </div>
      <Badge tone={state === "pending" ? "info" : undefined}>{states[state]()}</Badge>
      {maySend ? (
        <Form name={`invitation-${id}`}>
          <input type="hidden" name="id" value={id} />
          <Button type="submit" size="sm" variant="quiet" name="intent" value="resend">
            {m.workspaces_resend()}
          </Button>
        </Form>
      ) : null}
      {state === "pending" ? (
        <AskFirst
          name={`revoke-${id}`}
          fields={{ intent: "revoke", id }}
          label={m.workspaces_revoke()}
          title={m.workspaces_revoke_title()}
          size="sm"
          variant="quiet"
        >
          <p>{email === null ? m.workspaces_link() : <bdi dir="ltr">{email}</bdi>}</p>
          <p>{m.workspaces_revoke_text()}</p>
        </AskFirst>
      ) : null}
    </li>
  );
}

function InviteCard({ sets, seats }: Pick<Data, "sets" | "seats">) {
  return (
    <Card title={m.workspaces_invite()} description={m.workspaces_invite_about()}>
      <Form name="invite" className="max-w-2xl">
        <input type="hidden" name="intent" value="invite" />
        {seats.taken < seats.seats ? null : (
          <Notice tone="warning">{m.workspaces_seats_full()}</Notice>
        )}
        <div className="grid items-start gap-5 sm:grid-cols-2">
          <Field
            name="email"
            label={m.workspaces_invite_email()}
            hint={m.workspaces_invite_email_hint()}
            optional
          >
            <TextInput type="email" dir="ltr" maxLength={254} autoComplete="off" />
          </Field>
          <Field name="role" label={m.workspaces_role()}>
            <RoleSelect sets={sets} />
          </Field>
          <Field name="expiresInDays" label={m.workspaces_invite_days()}>
            <TextInput mono inputMode="numeric" defaultValue="7" />
          </Field>
          <Field
            name="usesMax"
            label={m.workspaces_invite_uses()}
            hint={m.workspaces_invite_uses_hint()}
            optional
          >
            <TextInput mono inputMode="numeric" />
          </Field>
        </div>
        <Button type="submit" variant="primary" className="justify-self-start">
          {m.workspaces_invite()}
        </Button>
      </Form>
    </Card>
  );
}

function Invited({ url }: { url: string | null }) {
  if (url === null) return <Notice tone="success" title={m.workspaces_invited()} />;
  return (
    <Notice tone="success" title={m.workspaces_invited_link()}>
      <p className="flex min-w-0 items-center gap-1">
        <code dir="ltr" className="min-w-0 flex-1 font-mono break-all select-all">
          {url}
        </code>
        <CopyButton text={url} label={m.workspaces_copy_link()} />
      </p>
    </Notice>
  );
}

function Requests({ requests }: Pick<Data, "requests">) {
  return (
    <Card title={m.workspaces_requests()} flush>
      <ul className="divide-y divide-line">
        {requests.map(({ userId, name, email, role }) => (
          <li key={userId} className="flex flex-wrap items-center gap-4 px-5 py-3">
            <p className="min-w-0 flex-1">
              <bdi>{name}</bdi> <bdi className="text-muted">{email}</bdi>
            </p>
            <Badge>{roleName(role)}</Badge>
            <Form name={`request-${userId}`} className="grid-flow-col gap-2">
              <input type="hidden" name="id" value={userId} />
              <Button type="submit" size="sm" name="intent" value="let-in">
                {m.workspaces_accept()}
              </Button>
              <Button type="submit" size="sm" variant="quiet" name="intent" value="turn-away">
                {m.workspaces_decline()}
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </Card>
  );
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
  const { seats, invitations, requests, isTeam, mayInvite, mayBuy, maySeeUsage, sets } = loaderData;
  const invited =
    actionData !== undefined && "invited" in actionData ? actionData.invited : undefined;
  return (
    <>
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
              <TextLink to="/credits?by=member">{m.workspaces_usage()}</TextLink>
            ) : null}
            {mayBuy ? (
              <LinkButton to="/billing/change" size="sm">
                {m.workspaces_seats_more()}
              </LinkButton>
            ) : null}
          </span>
        }
      >
        <MemberList data={loaderData} />
      </Card>
      {requests.length === 0 ? null : <Requests requests={requests} />}
      {isTeam ? null : <Alone />}
      {mayInvite ? <InviteCard key={invitations[0]?.id} sets={sets} seats={seats} /> : null}
      {isTeam && !mayInvite ? <p className="text-muted">{m.workspaces_read_only()}</p> : null}
      {invitations.length === 0 ? null : (
        <Card title={m.workspaces_invitations()} flush>
          <ul className="divide-y divide-line">
            {invitations.map((invitation) => (
              <Invitation key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

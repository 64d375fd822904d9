import { AskFirst } from "#app/ui/ask-first.tsx";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatDate } from "#app/ui/format.ts";
import type { InvitationState, InvitationView } from "#features/invitations/schema";
import { m } from "#messages";
import { roleName } from "./role-name.ts";

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
  const mayRevoke = state === "pending";
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
      {maySend || mayRevoke ? (
        <div className="flex gap-1 max-sm:-ms-2.5 max-sm:basis-full sm:-me-2.5">
          {maySend ? (
            <Form name={`invitation-${id}`}>
              <input type="hidden" name="id" value={id} />
              <Button type="submit" size="sm" variant="quiet" name="intent" value="resend">
                {m.workspaces_resend()}
              </Button>
            </Form>
          ) : null}
          {mayRevoke ? (
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
        </div>
      ) : null}
    </li>
  );
}

/** Who was invited, and where each invitation stands. */
export function InvitationList({ invitations }: { invitations: InvitationView[] }) {
  return (
    <Card title={m.workspaces_invitations()} flush>
      <ul className="divide-y divide-line">
        {invitations.map((invitation) => (
          <Invitation key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </Card>
  );
}

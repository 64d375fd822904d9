import { Button } from "#app/ui/button.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import type { InvitationState } from "#features/invitations/schema";
import { m } from "#messages";
import { AuthCard } from "../identity/auth-card.tsx";

type Over = Exclude<InvitationState, "pending"> | "unknown";

const titles: Record<Over, () => string> = {
  expired: m.workspaces_over_expired,
  revoked: m.workspaces_over_revoked,
  declined: m.workspaces_over_declined,
  accepted: m.workspaces_over_accepted,
  "used-up": m.workspaces_over_used_up,
  unknown: m.workspaces_over_unknown,
};

const texts: Record<Over, () => string> = {
  expired: m.workspaces_over_expired_text,
  revoked: m.workspaces_over_revoked_text,
  declined: m.workspaces_over_declined_text,
  accepted: m.workspaces_over_accepted_text,
  "used-up": m.workspaces_over_used_up_text,
  unknown: m.workspaces_over_unknown_text,
};

interface InviteOverProps {
  state: Over;
  /** Who holds it may ask to be let in. */
  askable: boolean;
  path: string;
  person: { email: string; verified: boolean } | undefined;
  /** They have just asked to be let in. */
  asked: boolean;
}

/** Where an address must be confirmed before it asks for anything. */
export function Unverified() {
  return (
    <Notice
      tone="info"
      title={m.workspaces_invite_unverified()}
      actions={
        <LinkButton to="/account" size="sm" reloadDocument>
          {m.workspaces_invite_verify()}
        </LinkButton>
      }
    />
  );
}

/** The ways onward that are left, the most likely one first. */
function Ways({ askable, path, person }: Pick<InviteOverProps, "askable" | "path" | "person">) {
  if (person === undefined) {
    const next = encodeURIComponent(askable ? path : "/workspaces");
    return (
      <LinkButton to={`/sign-in?next=${next}`} variant="primary" wide reloadDocument>
        {askable ? m.workspaces_over_sign_in_to_ask() : m.shell_sign_in()}
      </LinkButton>
    );
  }
  return (
    <>
      {askable && person.verified ? (
        <Form name="ask" className="grid-cols-1">
          <Button type="submit" variant="primary" wide name="intent" value="ask">
            <span className="min-w-0 truncate">
              {m.workspaces_invite_ask({ own: person.email })}
            </span>
          </Button>
        </Form>
      ) : null}
      {askable && !person.verified ? <Unverified /> : null}
      <LinkButton
        to="/workspaces"
        variant={askable && person.verified ? "secondary" : "primary"}
        wide
        reloadDocument
      >
        {m.shell_workspaces()}
      </LinkButton>
    </>
  );
}

/** An invitation that opens nothing any more: what has happened to it, and what can be done instead. */
export function InviteOver({ state, askable, path, person, asked }: InviteOverProps) {
  return (
    <AuthCard
      title={titles[state]()}
      lead={texts[state]()}
      footer={
        <TextLink to="/" reloadDocument>
          {m.shell_back_home()}
        </TextLink>
      }
    >
      <div className="grid grid-cols-1 gap-3">
        {asked ? (
          <Notice tone="success" title={m.workspaces_invite_asked()} />
        ) : (
          <Ways askable={askable} path={path} person={person} />
        )}
      </div>
    </AuthCard>
  );
}

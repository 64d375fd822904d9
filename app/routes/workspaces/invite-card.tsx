import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { Seats } from "#features/members/schema";
import { m } from "#messages";
import { RoleSelect } from "./role-select.tsx";

interface InviteCardProps {
  sets: { id: string; name: string }[];
  seats: Seats;
}

/** The form that invites by mail, or makes a link. */
export function InviteCard({ sets, seats }: InviteCardProps) {
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

/** What came of it: the mail is on its way, or here is the link. */
export function Invited({ url }: { url: string | null }) {
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

import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { m } from "#messages";

interface DeletionCardProps {
  email: string;
  obstacles: { workspaces: { id: string; name: string }[]; lastOperator: boolean };
}

/** The end of the account: what goes, what stays, and the address to type. */
export function DeletionCard({ email, obstacles }: DeletionCardProps) {
  const { workspaces, lastOperator } = obstacles;
  const blocked = workspaces.length > 0 || lastOperator;
  return (
    <Card title={m.privacy_delete_title()} description={m.privacy_delete_text()} tone="danger">
      <div className="grid gap-5">
        <dl className="grid gap-4 sm:grid-cols-2">
          <div>
            <dt className="font-medium">{m.privacy_delete_goes()}</dt>
            <dd className="mt-1 text-muted">{m.privacy_delete_goes_list()}</dd>
          </div>
          <div>
            <dt className="font-medium">{m.privacy_delete_stays()}</dt>
            <dd className="mt-1 text-muted">{m.privacy_delete_stays_list()}</dd>
          </div>
        </dl>
        {workspaces.length === 0 ? null : (
          <Notice tone="warning" title={m.privacy_delete_owner()}>
            <ul>
              {workspaces.map(({ id, name }) => (
                <li key={id} dir="auto">
                  {name}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {lastOperator ? <Notice tone="warning">{m.privacy_delete_operator()}</Notice> : null}
        {blocked ? null : (
          <Form name="delete">
            <Field
              name="confirm"
              label={m.privacy_delete_confirm()}
              hint={<bdi>{email}</bdi>}
              required
            >
              <TextInput type="email" autoComplete="off" spellCheck={false} />
            </Field>
            <div>
              <Button type="submit" variant="danger">
                {m.privacy_delete_action()}
              </Button>
            </div>
          </Form>
        )}
      </div>
    </Card>
  );
}

import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { EmailChangeView } from "#features/identity/schema";
import { m } from "#messages";

function Answer({ label, given }: { label: string; given: boolean }) {
  return (
    <li className="flex items-center justify-between gap-3 py-1.5">
      <span>{label}</span>
      <Badge tone={given ? "success" : "neutral"}>
        {given ? m.security_email_agreed() : m.security_email_not_yet()}
      </Badge>
    </li>
  );
}

function WaitingChange({ change }: { change: EmailChangeView }) {
  return (
    <>
      <p>{m.security_email_waiting({ email: change.newEmail })}</p>
      <ul className="mt-3 divide-y divide-line">
        <Answer label={m.security_email_old_state()} given={change.oldAgreed} />
        <Answer label={m.security_email_new()} given={change.newProven} />
      </ul>
      <Form name="email-cancel" className="mt-4">
        <div>
          <Button type="submit">{m.security_email_cancel()}</Button>
        </div>
      </Form>
    </>
  );
}

/** Asks for another address, or shows how far a change has come. */
export function EmailCard({ email, change }: { email: string; change?: EmailChangeView }) {
  return (
    <Card title={m.security_email_card()} description={m.security_email_card_text({ email })}>
      {change === undefined ? (
        <Form name="email" guarded>
          <Field name="email" label={m.security_email_new()} required>
            <TextInput type="email" autoComplete="email" inputMode="email" spellCheck={false} />
          </Field>
          <div>
            <Button type="submit">{m.security_email_ask()}</Button>
          </div>
        </Form>
      ) : (
        <WaitingChange change={change} />
      )}
    </Card>
  );
}

import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { m } from "#messages";
import { limits } from "../identity/limits.ts";

/** Changes the password, or sets a first one. */
export function PasswordCard({ hasPassword }: { hasPassword: boolean }) {
  return (
    <Card title={m.security_password_card()} description={m.security_password_card_text()}>
      <Form name="password">
        {hasPassword ? (
          <Field name="currentPassword" label={m.security_password_current()} required>
            <TextInput type="password" autoComplete="current-password" />
          </Field>
        ) : null}
        <Field
          name="password"
          label={m.identity_new_password()}
          hint={m.identity_password_hint({ count: limits.passwordLengthMin })}
          required
        >
          <TextInput
            type="password"
            autoComplete="new-password"
            minLength={limits.passwordLengthMin}
          />
        </Field>
        <div>
          <Button type="submit">
            {hasPassword ? m.security_password_change() : m.security_password_set()}
          </Button>
        </div>
      </Form>
    </Card>
  );
}

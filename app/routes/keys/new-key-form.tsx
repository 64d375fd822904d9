import { ChevronRight } from "lucide-react";
import { useNavigation } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { m } from "#messages";
import { scopeName } from "./scope-name.ts";

const scopes = ["chat", "read", "write", "billing"] as const;
const scopeHints = {
  chat: m.keys_scope_chat_hint,
  read: m.keys_scope_read_hint,
  write: m.keys_scope_write_hint,
  billing: m.keys_scope_billing_hint,
} as const;

interface NewKeyFormProps {
  models: { id: string; name: string }[];
}

/** Makes a key. Everything but the name has a safe default. */
export function NewKeyForm({ models }: NewKeyFormProps) {
  const navigation = useNavigation();
  return (
    <Card title={m.keys_new()}>
      <Form name="create" className="max-w-2xl">
        <input type="hidden" name="intent" value="create" />
        <Field name="name" label={m.keys_field_name()} hint={m.keys_field_name_hint()} required>
          <TextInput dir="auto" maxLength={80} autoComplete="off" />
        </Field>
        <fieldset className="grid gap-1">
          <legend className="mb-1.5 font-medium">{m.keys_column_scopes()}</legend>
          {scopes.map((scope) => (
            <Checkbox
              key={scope}
              name="scopes"
              value={scope}
              label={scopeName(scope)}
              hint={scopeHints[scope]()}
              defaultChecked={scope !== "billing"}
            />
          ))}
        </fieldset>
        <div className="grid items-start gap-5 sm:grid-cols-3">
          <Field
            name="budgetPt"
            label={m.keys_field_budget()}
            hint={m.keys_field_budget_hint()}
            optional
          >
            <TextInput mono inputMode="numeric" />
          </Field>
          <Field
            name="requestsPerMinute"
            label={m.keys_field_rate()}
            hint={m.keys_field_rate_hint()}
            optional
          >
            <TextInput mono inputMode="numeric" />
          </Field>
          <Field
            name="expiresAt"
            label={m.keys_field_expiry()}
            hint={m.keys_field_expiry_hint()}
            optional
          >
            <TextInput type="date" />
          </Field>
        </div>
        <details className="group">
          <summary className="inline-flex items-center gap-1 rounded-sm text-muted hover:text-ink">
            <ChevronRight
              aria-hidden="true"
              className="size-4 transition-transform group-open:rotate-90 rtl:-scale-x-100"
            />
            {m.keys_field_models()}
          </summary>
          <fieldset className="mt-3 grid gap-1 sm:grid-cols-2">
            <legend className="sr-only">{m.keys_field_models()}</legend>
            {models.map(({ id, name }) => (
              <Checkbox key={id} name="models" value={id} label={name} />
            ))}
          </fieldset>
        </details>
        <Button
          type="submit"
          variant="primary"
          pending={navigation.formMethod === "POST"}
          className="justify-self-start"
        >
          {m.keys_create()}
        </Button>
      </Form>
    </Card>
  );
}

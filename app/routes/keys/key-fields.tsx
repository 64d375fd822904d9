import { ChevronRight } from "lucide-react";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { Field } from "#app/ui/field.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import type { ApiKeyView } from "#features/api-keys/schema";
import { m } from "#messages";
import { lastDayOf } from "./parse-key-form.ts";
import { scopeName } from "./scope-name.ts";

const scopes = ["chat", "read", "write", "billing"] as const;
const scopeHints = {
  chat: m.keys_scope_chat_hint,
  read: m.keys_scope_read_hint,
  write: m.keys_scope_write_hint,
  billing: m.keys_scope_billing_hint,
} as const;

interface KeyFieldsProps {
  models: { id: string; name: string }[];
  /** The key that is changed; a new one has the safe defaults. */
  apiKey?: ApiKeyView;
}

/** What a key is called, what it may do and what limits it. */
export function KeyFields({ models, apiKey }: KeyFieldsProps) {
  const chosen = apiKey?.models ?? undefined;
  return (
    <>
      <Field name="name" label={m.keys_field_name()} hint={m.keys_field_name_hint()} required>
        <TextInput dir="auto" maxLength={80} autoComplete="off" defaultValue={apiKey?.name} />
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
            defaultChecked={apiKey?.scopes.includes(scope) ?? scope !== "billing"}
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
          <TextInput mono inputMode="numeric" defaultValue={apiKey?.budgetPt ?? ""} />
        </Field>
        <Field
          name="requestsPerMinute"
          label={m.keys_field_rate()}
          hint={m.keys_field_rate_hint()}
          optional
        >
          <TextInput mono inputMode="numeric" defaultValue={apiKey?.requestsPerMinute} />
        </Field>
        <Field
          name="expiresAt"
          label={m.keys_field_expiry()}
          hint={m.keys_field_expiry_hint()}
          optional
        >
          <TextInput type="date" defaultValue={apiKey === undefined ? "" : lastDayOf(apiKey)} />
        </Field>
      </div>
      <Field
        name="allowedRanges"
        label={m.keys_field_ranges()}
        hint={m.keys_field_ranges_hint()}
        optional
      >
        <Textarea
          dir="ltr"
          rows={2}
          maxLength={2_600}
          className="font-mono"
          defaultValue={apiKey?.allowedRanges?.join("\n")}
        />
      </Field>
      <details className="group" open={chosen !== undefined}>
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
            <Checkbox
              key={id}
              name="models"
              value={id}
              label={name}
              defaultChecked={chosen?.includes(id) ?? false}
            />
          ))}
        </fieldset>
      </details>
    </>
  );
}

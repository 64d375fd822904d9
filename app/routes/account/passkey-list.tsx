import { Fingerprint } from "lucide-react";
import { Form as PlainForm } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { buttonClass } from "#app/ui/button-class.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { PasskeyView } from "#features/passkeys/schema";
import { m } from "#messages";
import { SinceLine } from "./since-line.tsx";

function PasskeyItem({ passkey }: { passkey: PasskeyView }) {
  const { id, name, synced, createdAtMs, lastUsedAtMs } = passkey;
  return (
    <li className="px-5 py-4">
      <details className="group">
        <summary className="flex cursor-pointer list-none flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-sm">
          <span className="min-w-0">
            <span dir="auto" className="block truncate font-medium">
              {name}
            </span>
            <SinceLine
              createdAtMs={createdAtMs}
              lastUsedAtMs={lastUsedAtMs}
              about={synced ? m.signins_passkey_synced() : m.signins_passkey_here()}
            />
          </span>
          <span className={buttonClass({ size: "sm", variant: "quiet" })}>
            {m.signins_change()}
            <span className="sr-only">{m.signins_passkey_change({ name })}</span>
          </span>
        </summary>
        <div className="mt-4 flex flex-wrap items-end gap-x-3 gap-y-4">
          <Form
            name="passkey-rename"
            className="min-w-48 flex-1 grid-cols-[1fr_auto] items-end gap-x-3"
            preventScrollReset
          >
            <input type="hidden" name="id" value={id} />
            <Field name="name" label={m.signins_passkey_new_name()} required>
              <TextInput maxLength={60} dir="auto" autoComplete="off" defaultValue={name} />
            </Field>
            <Button type="submit">{m.signins_passkey_rename()}</Button>
          </Form>
          <PlainForm method="post" preventScrollReset>
            <input type="hidden" name="form" value="passkey-remove" />
            <Button type="submit" variant="danger" name="id" value={id}>
              {m.signins_remove()}
            </Button>
          </PlainForm>
        </div>
      </details>
    </li>
  );
}

export function PasskeyList({ passkeys }: { passkeys: PasskeyView[] }) {
  if (passkeys.length === 0) {
    return (
      <EmptyState icon={Fingerprint} title={m.signins_passkeys_empty()}>
        {m.signins_passkeys_empty_text()}
      </EmptyState>
    );
  }
  return (
    <ul className="divide-y divide-line">
      {passkeys.map((passkey) => (
        <PasskeyItem key={passkey.id} passkey={passkey} />
      ))}
    </ul>
  );
}

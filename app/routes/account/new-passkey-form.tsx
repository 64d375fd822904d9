import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/browser";
import { useEffect, useRef, useState } from "react";
import { useNavigation, useSubmit } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { m } from "#messages";

interface Asked {
  name: string;
  options: PublicKeyCredentialCreationOptionsJSON;
}

/** Lets the device make the passkey and sends it; the browser asks the person meanwhile. */
function useCeremony(asked: Asked | undefined) {
  const submit = useSubmit();
  const begun = useRef<string>(undefined);
  const [failed, setFailed] = useState(false);
  const run = async ({ name, options }: Asked) => {
    setFailed(false);
    try {
      const { startRegistration } = await import("@simplewebauthn/browser");
      const answer = JSON.stringify(await startRegistration({ optionsJSON: options }));
      const fields = { form: "passkey-register", name, answer };
      await submit(fields, { method: "post", preventScrollReset: true });
    } catch {
      setFailed(true);
    }
  };
  useEffect(() => {
    if (asked === undefined || begun.current === asked.options.challenge) return;
    begun.current = asked.options.challenge;
    void run(asked);
  });
  return { failed, again: () => (asked === undefined ? undefined : void run(asked)) };
}

interface NewPasskeyFormProps {
  /** What the device is to be asked, once the server has said so. */
  asked: Asked | undefined;
  made: boolean;
}

/** Adds a passkey: its name first, then the device's own question. */
export function NewPasskeyForm({ asked, made }: NewPasskeyFormProps) {
  const { failed, again } = useCeremony(asked);
  const navigation = useNavigation();
  const isAsking = asked !== undefined && !failed;
  return (
    <div className="grid gap-4 border-t border-line p-5">
      {made ? (
        <output className="block">
          <Notice tone="success">{m.signins_passkey_made()}</Notice>
        </output>
      ) : null}
      {isAsking ? (
        <output className="block">
          <Notice tone="info">{m.signins_passkey_asking()}</Notice>
        </output>
      ) : null}
      {failed ? (
        <Notice
          tone="warning"
          urgent
          actions={
            <Button size="sm" onClick={again}>
              {m.signins_passkey_try_again()}
            </Button>
          }
        >
          {m.signins_passkey_not_made()}
        </Notice>
      ) : null}
      <Form name="passkey-begin" preventScrollReset>
        <Field
          name="name"
          label={m.signins_passkey_name()}
          hint={m.signins_passkey_name_hint()}
          required
        >
          <TextInput maxLength={60} dir="auto" autoComplete="off" defaultValue={asked?.name} />
        </Field>
        <noscript>
          <p className="text-muted">{m.signins_no_script()}</p>
        </noscript>
        <div>
          <Button
            type="submit"
            variant="primary"
            pending={navigation.formData?.get("form") === "passkey-begin" || isAsking}
          >
            {m.signins_passkey_add()}
          </Button>
        </div>
      </Form>
    </div>
  );
}

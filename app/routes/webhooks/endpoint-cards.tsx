import { Form as PlainForm, useNavigation } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { ConfirmByName } from "#app/ui/confirm-by-name.tsx";
import { DialogTrigger } from "#app/ui/dialog-trigger.tsx";
import { Form } from "#app/ui/form.tsx";
import type { EndpointView } from "#features/webhooks/schema";
import { m } from "#messages";
import { EndpointFields } from "./endpoint-fields.tsx";

export function SettingsCard({ endpoint }: { endpoint: EndpointView }) {
  const navigation = useNavigation();
  return (
    <Card title={m.webhooks_settings()}>
      <Form name="settings" guarded className="max-w-2xl" preventScrollReset>
        <input type="hidden" name="intent" value="save" />
        <EndpointFields endpoint={endpoint} />
        <Button
          type="submit"
          variant="primary"
          pending={navigation.formData?.get("intent") === "save"}
          className="justify-self-start"
        >
          {m.shell_save()}
        </Button>
      </Form>
    </Card>
  );
}

export function SecretCard() {
  const navigation = useNavigation();
  return (
    <Card title={m.webhooks_secret()} description={m.webhooks_secret_about()}>
      <PlainForm method="post" className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          type="submit"
          name="intent"
          value="rotate"
          pending={navigation.formData?.get("intent") === "rotate"}
        >
          {m.webhooks_rotate()}
        </Button>
        <p className="max-w-prose text-muted">{m.webhooks_rotate_text()}</p>
      </PlainForm>
    </Card>
  );
}

const DELETE_DIALOG = "delete-endpoint";

export function DeleteCard({ host }: { host: string }) {
  return (
    <Card tone="danger" title={m.webhooks_danger()} description={m.webhooks_delete_text()}>
      <DialogTrigger dialog={DELETE_DIALOG} variant="danger">
        {m.webhooks_delete()}
      </DialogTrigger>
      <ConfirmByName
        id={DELETE_DIALOG}
        title={m.webhooks_delete()}
        name={host}
        fields={{ intent: "delete" }}
        confirmLabel={m.webhooks_delete()}
      >
        {m.webhooks_delete_text()}
      </ConfirmByName>
    </Card>
  );
}

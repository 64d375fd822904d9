import { useEffect } from "react";
import { useFetcher } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Dialog } from "#app/ui/dialog.tsx";
import { DialogTrigger } from "#app/ui/dialog-trigger.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { ChannelView } from "#features/channels/schema";
import { m } from "#messages";
import { TopicChoices } from "./topic-choices.tsx";

/** Gives a channel another name or other topics; its address stays as it is. */
export function ChannelEdit({ channel: { id, name, topics } }: { channel: ChannelView }) {
  const fetcher = useFetcher<{ changed?: true }>();
  const dialogId = `edit-${id}`;
  const formId = `${dialogId}-form`;
  const isChanged = fetcher.state === "idle" && fetcher.data?.changed === true;
  useEffect(() => {
    const dialog = document.getElementById(dialogId);
    if (isChanged && dialog instanceof HTMLDialogElement) dialog.close();
  }, [isChanged, dialogId]);
  return (
    <>
      <DialogTrigger dialog={dialogId} size="sm" variant="quiet">
        {m.channels_edit()}
      </DialogTrigger>
      <Dialog
        id={dialogId}
        title={m.channels_edit_title()}
        size="md"
        footer={
          <Button type="submit" form={formId} variant="primary" pending={fetcher.state !== "idle"}>
            {m.shell_save()}
          </Button>
        }
      >
        <Form id={formId} name={dialogId} fetcher={fetcher}>
          <input type="hidden" name="intent" value="change" />
          <input type="hidden" name="channelId" value={id} />
          <Field name="name" label={m.channels_name()} required>
            <TextInput maxLength={60} dir="auto" autoComplete="off" defaultValue={name} />
          </Field>
          <TopicChoices chosen={topics} />
        </Form>
      </Dialog>
    </>
  );
}

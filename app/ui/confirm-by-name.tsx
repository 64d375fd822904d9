import { type ReactNode, useState } from "react";
import { Form } from "react-router";
import { m } from "#messages";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { TextInput } from "./text-input.tsx";

interface ConfirmByNameProps {
  /** The dialog's id, for its `DialogTrigger`. */
  id: string;
  title: string;
  /** What will be lost, in plain words. */
  children: ReactNode;
  /** What must be typed. The action checks the field `confirm` against it once more. */
  name: string;
  /** Hidden fields that say what to delete. */
  fields: Record<string, string>;
  action?: string;
  confirmLabel: string;
}

/** Asks for the name of what is about to be destroyed before it can be. */
export function ConfirmByName(props: ConfirmByNameProps) {
  const { id, title, children, name, fields, action, confirmLabel } = props;
  const [typed, setTyped] = useState("");
  const formId = `${id}-form`;
  return (
    <Dialog
      id={id}
      title={title}
      footer={
        <Button type="submit" form={formId} variant="danger" disabled={typed !== name}>
          {confirmLabel}
        </Button>
      }
    >
      <Form method="post" action={action} id={formId} className="grid gap-4">
        <div className="text-muted">{children}</div>
        {Object.entries(fields).map(([key, value]) => (
          <input key={key} type="hidden" name={key} value={value} />
        ))}
        <Field name="confirm" label={m.shell_confirm_name({ name })} required>
          <TextInput
            autoComplete="off"
            dir="auto"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
      </Form>
    </Dialog>
  );
}

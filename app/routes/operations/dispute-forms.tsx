import { useNavigation } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { m } from "#messages";

/** True while the form with this intent is under way. */
export function usePending(...intents: string[]): boolean {
  const { formData, state } = useNavigation();
  const intent = formData?.get("intent");
  return state !== "idle" && typeof intent === "string" && intents.includes(intent);
}

interface AskFormProps {
  version: number;
  textMax: number;
  days: number;
}

/** Asks the disputing side something. */
export function AskForm({ version, textMax, days }: AskFormProps) {
  const pending = usePending("ask");
  return (
    <Card title={m.disputes_ask()} description={m.disputes_ask_about({ days })}>
      <Form name="ask" guarded>
        <input type="hidden" name="intent" value="ask" />
        <input type="hidden" name="version" value={version} />
        <Field name="text" label={m.disputes_question()} required>
          <Textarea rows={2} maxLength={textMax} />
        </Field>
        <Button type="submit" pending={pending} className="justify-self-start">
          {m.disputes_ask_submit()}
        </Button>
      </Form>
    </Card>
  );
}

/** Keeps something for other operators. */
export function NoteForm({ textMax }: { textMax: number }) {
  const pending = usePending("note");
  return (
    <Card>
      <Form name="note" guarded>
        <input type="hidden" name="intent" value="note" />
        <Field name="text" label={m.disputes_note()} hint={m.disputes_note_hint()} required>
          <Textarea rows={2} maxLength={textMax} />
        </Field>
        <Button type="submit" pending={pending} className="justify-self-start">
          {m.disputes_note_submit()}
        </Button>
      </Form>
    </Card>
  );
}

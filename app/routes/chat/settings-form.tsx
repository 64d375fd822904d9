import { useEffect, useRef } from "react";
import { useFetcher } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { Switch } from "#app/ui/switch.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { toast } from "#app/ui/toast.ts";
import type { ConversationView } from "#features/chat/schema";
import { m } from "#messages";
import { limits } from "./limits.ts";

/** How answers of this conversation are asked for. Empty fields leave it to the model. */
export function SettingsForm({ conversation }: { conversation: ConversationView }) {
  const { id, title, settings } = conversation;
  const fetcher = useFetcher<unknown>();
  const told = useRef<unknown>(undefined);
  useEffect(() => {
    const { data } = fetcher;
    if (typeof data !== "object" || data === null || told.current === data) return;
    told.current = data;
    if ("saved" in data) toast(m.chat_settings_saved(), { tone: "success" });
  }, [fetcher]);
  return (
    <Form fetcher={fetcher} action={`/chat/${id}`} guarded className="p-5">
      <input type="hidden" name="intent" value="settings" />
      <Field name="title" label={m.chat_rename_label()}>
        <TextInput dir="auto" defaultValue={title} maxLength={limits.titleLengthMax} required />
      </Field>
      <Field
        name="systemPrompt"
        label={m.chat_system_prompt()}
        hint={m.chat_system_prompt_hint()}
        optional
      >
        <Textarea rows={4} maxLength={20_000} defaultValue={settings.systemPrompt} />
      </Field>
      <div className="grid grid-cols-2 items-start gap-4">
        <Field name="temperature" label={m.chat_temperature()} hint={m.chat_temperature_hint()}>
          <TextInput
            mono
            type="number"
            min={0}
            max={2}
            step={0.1}
            placeholder={m.chat_default()}
            defaultValue={settings.temperature}
          />
        </Field>
        <Field name="topP" label={m.chat_top_p()} hint={m.chat_top_p_hint()}>
          <TextInput
            mono
            type="number"
            min={0}
            max={1}
            step={0.05}
            placeholder={m.chat_default()}
            defaultValue={settings.topP}
          />
        </Field>
      </div>
      <Field name="maxOutputTokens" label={m.chat_max_tokens()} hint={m.chat_max_tokens_hint()}>
        <TextInput
          mono
          type="number"
          min={1}
          max={1_000_000}
          step={1}
          placeholder={m.chat_default()}
          defaultValue={settings.maxOutputTokens}
        />
      </Field>
      <Switch
        name="useKnowledge"
        label={m.chat_use_knowledge()}
        hint={m.chat_use_knowledge_hint()}
        defaultChecked={settings.useKnowledge !== false}
      />
      <Button type="submit" variant="primary" pending={fetcher.state !== "idle"}>
        {m.shell_save()}
      </Button>
    </Form>
  );
}

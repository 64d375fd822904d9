import { use } from "react";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { Field } from "#app/ui/field.tsx";
import { FormContext, fieldError } from "#app/ui/form-context.ts";
import { RadioGroup } from "#app/ui/radio-group.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { EndpointView } from "#features/webhooks/schema";
import { m } from "#messages";
import { listenedTypes, typeWords } from "./type-words.ts";

function TypeBoxes({ chosen }: { chosen: readonly string[] | null }) {
  const error = fieldError(use(FormContext).problem, "types");
  return (
    <fieldset className="hidden gap-x-6 gap-y-1 group-has-[[value=some]:checked]/listen:grid sm:grid-cols-2">
      <legend className="sr-only">{m.webhooks_events()}</legend>
      {error === undefined ? null : <p className="text-danger sm:col-span-2">{error}</p>}
      {listenedTypes.map((type) => (
        <Checkbox
          key={type}
          name="types"
          value={type}
          label={
            <code dir="ltr" className="font-mono text-xs">
              {type}
            </code>
          }
          hint={typeWords(type)}
          defaultChecked={chosen?.includes(type) ?? false}
        />
      ))}
    </fieldset>
  );
}

/** Where an endpoint is, what it is called and what it listens to. */
export function EndpointFields({ endpoint }: { endpoint?: EndpointView }) {
  return (
    <>
      <Field name="url" label={m.webhooks_field_url()} hint={m.webhooks_field_url_hint()} required>
        <TextInput
          mono
          dir="ltr"
          type="url"
          maxLength={500}
          placeholder="https://"
          autoComplete="off"
          defaultValue={endpoint?.url}
        />
      </Field>
      <Field
        name="description"
        label={m.webhooks_field_description()}
        hint={m.webhooks_field_description_hint()}
        optional
      >
        <TextInput
          dir="auto"
          maxLength={200}
          autoComplete="off"
          defaultValue={endpoint?.description}
        />
      </Field>
      <div className="group/listen grid gap-4">
        <RadioGroup
          name="listen"
          legend={m.webhooks_listens()}
          defaultValue={(endpoint?.types ?? null) === null ? "all" : "some"}
          options={[
            { value: "all", label: m.webhooks_listen_all(), hint: m.webhooks_listen_all_hint() },
            { value: "some", label: m.webhooks_listen_some() },
          ]}
        />
        <TypeBoxes chosen={endpoint?.types ?? null} />
      </div>
    </>
  );
}

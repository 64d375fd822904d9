import { Checkbox } from "#app/ui/checkbox.tsx";
import { Field } from "#app/ui/field.tsx";
import { planName } from "#app/ui/plan-name.ts";
import { Select } from "#app/ui/select.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { RateCardModel } from "#features/models/schema";
import { m } from "#messages";
import { providerName } from "./provider-name.ts";

const providers = ["builtin", "openai", "anthropic", "workers-ai"] as const;
const plans = ["visitor", "free", "entry", "pro", "business"] as const;

interface ModelFieldsProps {
  row: number;
  /** Absent in the row for a new model. */
  model?: RateCardModel;
}

/** One model of the card. A new row without an id is left out. */
export function ModelFields({ row, model }: ModelFieldsProps) {
  const name = (member: string) => `models.${row}.${member}`;
  const prices = [
    ["input", m.models_price_input()],
    ["cachedRead", m.models_price_cached()],
    ["cacheWrite", m.models_price_cache_write()],
    ["output", m.models_price_output()],
  ] as const;
  return (
    <fieldset className="rounded-md border border-line bg-surface p-5 has-[input[name$=remove]:checked]:opacity-60">
      <legend className="sr-only">{model?.name ?? model?.id ?? m.models_new()}</legend>
      <p aria-hidden="true" className="mb-4 font-medium">
        {model?.name ?? model?.id ?? m.models_new()}
      </p>
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Field name={name("id")} label={m.models_field_id()}>
          <TextInput mono defaultValue={model?.id} readOnly={model !== undefined} />
        </Field>
        <Field name={name("name")} label={m.models_field_name()} optional>
          <TextInput dir="auto" defaultValue={model?.name} />
        </Field>
        <Field name={name("provider")} label={m.models_column_provider()}>
          <Select
            defaultValue={model?.provider}
            options={providers.map((value) => ({ value, label: providerName(value) }))}
          />
        </Field>
        <Field name={name("upstreamModel")} label={m.models_field_upstream()}>
          <TextInput mono defaultValue={model?.upstreamModel} />
        </Field>
        {prices.map(([member, label]) => (
          <Field key={member} name={name(`ptPer1k.${member}`)} label={label}>
            <TextInput
              mono
              inputMode="decimal"
              defaultValue={model?.ptPer1k?.[member]}
              placeholder={m.models_unpriced_hint()}
            />
          </Field>
        ))}
        {prices.map(([member, label]) => (
          <Field
            key={member}
            name={name(`usdPerMillion.${member}`)}
            label={m.models_cost({ price: label })}
            hint={m.models_cost_hint()}
            optional
          >
            <TextInput
              mono
              inputMode="decimal"
              defaultValue={model?.usdPerMillion?.[member]}
              placeholder={m.models_cost_unknown()}
            />
          </Field>
        ))}
        <Field name={name("class")} label={m.models_field_class()}>
          <Select
            defaultValue={model?.class}
            options={[
              { value: "core", label: m.chat_class_core() },
              { value: "advanced", label: m.chat_class_advanced() },
            ]}
          />
        </Field>
        <Field name={name("minPlan")} label={m.models_field_plan()}>
          <Select
            defaultValue={model?.minPlan ?? ""}
            options={[
              { value: "", label: m.models_plan_any() },
              ...plans.map((value) => ({ value, label: planName(value) })),
            ]}
          />
        </Field>
        <Field name={name("maxOutputTokens")} label={m.models_column_max()}>
          <TextInput mono inputMode="numeric" defaultValue={model?.maxOutputTokens ?? 4096} />
        </Field>
        <Field name={name("contextTokens")} label={m.models_field_context()} optional>
          <TextInput mono inputMode="numeric" defaultValue={model?.contextTokens} />
        </Field>
      </div>
      {model === undefined ? null : (
        <div className="mt-4">
          <Checkbox name={name("remove")} label={m.models_remove()} />
        </div>
      )}
    </fieldset>
  );
}

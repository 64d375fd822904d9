import { Check, Lock, Unplug } from "lucide-react";
import { useEffect, useRef } from "react";
import { cx } from "#app/ui/cx.ts";
import { formatNumber } from "#app/ui/format.ts";
import { planName } from "#app/ui/plan-name.ts";
import { TextLink } from "#app/ui/text-link.tsx";
import type { ModelView } from "#features/models/schema";
import { m } from "#messages";
import { type PriceClass, priceClass } from "./model-choice.ts";
import { PriceMark } from "./price-mark.tsx";

interface ModelOptionsProps {
  models: readonly ModelView[];
  chosen: ModelView | undefined;
  onChoose: (modelId: string) => void;
}

/** Every model with its price; those that cannot be used now say what would open them. */
export function ModelOptions({ models, chosen, onChoose }: ModelOptionsProps) {
  const list = useRef<HTMLFieldSetElement>(null);
  useEffect(() => list.current?.querySelector<HTMLInputElement>("input:checked")?.focus(), []);
  return (
    <>
      <fieldset ref={list}>
        <legend className="px-2.5 pt-1.5 pb-1 text-xs text-muted">{m.chat_models()}</legend>
        {models.map((model) => (
          <ModelOption
            key={model.id}
            model={model}
            level={priceClass(models, model)}
            checked={model.id === chosen?.id}
            onChoose={onChoose}
          />
        ))}
      </fieldset>
      <p className="mt-1 border-t border-line px-2.5 py-2 text-xs text-muted">
        {m.chat_model_prices_note()} <TextLink to="/models">{m.chat_model_rate_card()}</TextLink>
      </p>
    </>
  );
}

interface ModelOptionProps {
  model: ModelView;
  level: PriceClass;
  checked: boolean;
  onChoose: (modelId: string) => void;
}

function ModelOption({ model, level, checked, onChoose }: ModelOptionProps) {
  const { id, name, available, ptPer1k } = model;
  return (
    <label
      className={cx(
        "flex items-start gap-2.5 rounded-sm px-2.5 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent",
        available ? "hover:bg-sunken" : "cursor-default text-muted",
      )}
    >
      <input
        type="radio"
        name="model"
        value={id}
        checked={checked}
        disabled={!available}
        onChange={() => onChoose(id)}
        onClick={(event) => {
          // A press of the mouse is a choice; arrow keys walk on.
          if (event.detail > 0)
            event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
        }}
        className="sr-only"
      />
      <span className="mt-0.5 inline-flex size-4 flex-none items-center justify-center">
        {checked ? <Check aria-hidden="true" className="size-4 text-accent" /> : null}
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="min-w-0 truncate font-medium">{name}</span>
          <span className="text-xs text-muted">
            {model.class === "advanced" ? m.chat_class_advanced() : m.chat_class_core()}
          </span>
        </span>
        <span className="figures block text-xs text-muted">
          {ptPer1k === undefined
            ? m.chat_model_unpriced()
            : m.chat_model_prices({
                input: formatNumber(ptPer1k.input, { maximumFractionDigits: 6 }),
                output: formatNumber(ptPer1k.output, { maximumFractionDigits: 6 }),
              })}
        </span>
        <WhyClosed model={model} />
      </span>
      {ptPer1k === undefined ? null : <PriceMark level={level} />}
    </label>
  );
}

function WhyClosed({ model }: { model: ModelView }) {
  if (model.available) return null;
  if (!model.inPlan && model.minPlan !== undefined) {
    return (
      <span className="mt-1 flex items-center gap-1.5 text-xs text-warning">
        <Lock aria-hidden="true" className="size-3.5 flex-none" />
        {m.chat_model_needs_plan({ plan: planName(model.minPlan) })}
      </span>
    );
  }
  if (!model.connected) {
    return (
      <span className="mt-1 flex items-center gap-1.5 text-xs text-warning">
        <Unplug aria-hidden="true" className="size-3.5 flex-none" />
        {m.chat_model_not_connected()}
      </span>
    );
  }
  return null;
}

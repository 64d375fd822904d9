import { ChevronDown } from "lucide-react";
import { Suspense, useId, useRef, useState } from "react";
import { placePopover } from "#app/ui/place-popover.ts";
import { Skeleton } from "#app/ui/skeleton.tsx";
import type { ModelView } from "#features/models/schema";
import { m } from "#messages";
import { ModelOptions } from "./lazy-parts.tsx";
import { priceClass } from "./model-choice.ts";
import { PriceMark } from "./price-mark.tsx";

interface ModelPickerProps {
  models: readonly ModelView[];
  /** The model that the next message uses. */
  chosen: ModelView | undefined;
  onChoose: (modelId: string) => void;
}

/** The chosen model, and behind it all of them. Without script it is a plain select. */
export function ModelPicker({ models, chosen, onChoose }: ModelPickerProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <noscript>
        <select name="model" defaultValue={chosen?.id} aria-label={m.chat_models()}>
          {models
            .filter(({ available }) => available)
            .map((model) => (
              <option key={model.id} value={model.id}>
                {model.name}
              </option>
            ))}
        </select>
      </noscript>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-label={m.chat_model_choose({ model: chosen?.name ?? m.chat_model_none() })}
        className="inline-flex h-8 min-w-0 items-center gap-1.5 rounded-md px-2 text-sm text-muted hover:bg-sunken hover:text-ink"
      >
        <span className="truncate">{chosen?.name ?? m.chat_model_none()}</span>
        {chosen === undefined ? null : <PriceMark level={priceClass(models, chosen)} />}
        <ChevronDown aria-hidden="true" className="size-3.5 flex-none" />
      </button>
      <div
        ref={(popover) => {
          // It opens without script, so it may stand open before the script is there.
          if (popover?.matches(":popover-open")) setOpen(true);
        }}
        id={id}
        popover="auto"
        onToggle={(event) => {
          setOpen(event.newState === "open");
          if (event.newState === "open") placePopover(event.currentTarget, button.current, "above");
        }}
        className="popover popover-above w-[400px] max-w-[calc(100vw-24px)]"
      >
        {open ? (
          <Suspense fallback={<Skeleton className="m-2.5 h-4 w-40" />}>
            <ModelOptions models={models} chosen={chosen} onChoose={onChoose} />
          </Suspense>
        ) : null}
      </div>
    </>
  );
}

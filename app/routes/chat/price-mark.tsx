import { cx } from "#app/ui/cx.ts";
import { m } from "#messages";
import type { PriceClass } from "./model-choice.ts";

const levels: Record<PriceClass, () => string> = {
  1: m.chat_price_low,
  2: m.chat_price_middle,
  3: m.chat_price_high,
};

/** One to three bars: how dear the model is among the others. */
export function PriceMark({ level }: { level: PriceClass }) {
  return (
    <span className="mt-1 inline-flex flex-none items-end gap-0.5" title={levels[level]()}>
      <span className="sr-only">{levels[level]()}</span>
      {([1, 2, 3] as const).map((bar) => (
        <span
          key={bar}
          aria-hidden="true"
          className={cx(
            "w-1 rounded-full",
            bar === 1 ? "h-1.5" : bar === 2 ? "h-2.5" : "h-3.5",
            bar <= level ? "bg-current" : "bg-line",
          )}
        />
      ))}
    </span>
  );
}

import { cx } from "#app/ui/cx.ts";
import { formatPercent } from "#app/ui/format.ts";
import { m } from "#messages";
import { type Choice, pricingPath } from "./choice.ts";
import type { OfferedPlan } from "./load-offer.ts";

interface Option {
  key: string;
  label: string;
  note?: string | undefined;
  to: Choice;
  chosen: boolean;
}

function Switch({ label, options }: { label: string; options: Option[] }) {
  return (
    <nav aria-label={label}>
      <ul className="inline-flex rounded-md border border-line bg-sunken p-0.5">
        {options.map(({ key, label: text, note, to, chosen }) => (
          <li key={key}>
            <a
              href={pricingPath(to)}
              aria-current={chosen ? "true" : undefined}
              className={cx(
                "inline-flex h-8 items-center gap-1.5 whitespace-nowrap rounded-sm border px-3",
                chosen
                  ? "border-line bg-surface font-medium text-ink"
                  : "border-transparent text-muted hover:text-ink",
              )}
            >
              {text}
              {note === undefined ? null : <span className="text-xs text-success">{note}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The largest part of twelve months' price that a year saves, in whole percent. */
function savedPercent(plans: OfferedPlan[], { interval }: Choice): number {
  const parts = plans
    .filter(({ savedMinor }) => savedMinor > 0)
    .map(({ amountMinor, savedMinor }) => {
      const twelveMonths = interval === "month" ? amountMinor * 12 : amountMinor + savedMinor;
      return Math.floor((100 * savedMinor) / twelveMonths);
    });
  return Math.max(0, ...parts);
}

/** The month or the year, and the currency: links, so that they work everywhere. */
export function ChoiceLinks({ choice, plans }: { choice: Choice; plans: OfferedPlan[] }) {
  const saved = savedPercent(plans, choice);
  const { interval, currency } = choice;
  return (
    <div className="flex flex-wrap gap-3">
      <Switch
        label={m.plans_interval()}
        options={[
          {
            key: "month",
            label: m.plans_monthly(),
            to: { interval: "month", currency },
            chosen: interval === "month",
          },
          {
            key: "year",
            label: m.plans_yearly(),
            note: saved === 0 ? undefined : m.plans_saving({ percent: formatPercent(saved) }),
            to: { interval: "year", currency },
            chosen: interval === "year",
          },
        ]}
      />
      <Switch
        label={m.plans_currency()}
        options={(["usd", "eur", "gbp"] as const).map((one) => ({
          key: one,
          label: one.toUpperCase(),
          to: { interval, currency: one },
          chosen: one === currency,
        }))}
      />
    </div>
  );
}

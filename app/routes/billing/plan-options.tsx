import { RadioGroup } from "#app/ui/radio-group.tsx";
import { formatPrice, formatPt } from "#app/ui/format.ts";
import { planTitle } from "#app/ui/plan-name.ts";
import { MICRO_PER_PT } from "#core/money";
import { m } from "#messages";
import type { PlanChoice } from "./load-choices.ts";

interface PlanOptionsProps {
  choices: PlanChoice[];
  currency: string;
  defaultValue: string;
  /** The plan that one is on. */
  current?: string | undefined;
}

function hintOf(choice: PlanChoice, currency: string): string {
  const { monthMinor, yearMinor, ptPerMonth, seatsIncluded, seatMonthMinor } = choice;
  const seats = m.billing_plan_seat_count({ count: seatsIncluded });
  const parts = [
    m.billing_plan_a_month({ amount: formatPrice(monthMinor, currency) }),
    m.billing_plan_a_year({ amount: formatPrice(yearMinor, currency) }),
    m.billing_change_pt_a_month({ amount: formatPt(ptPerMonth * MICRO_PER_PT) }),
    seatMonthMinor === null
      ? seats
      : m.billing_change_seats_more({ seats, amount: formatPrice(seatMonthMinor, currency) }),
  ];
  return parts.join(" · ");
}

/** The plans with their prices, one to be chosen. */
export function PlanOptions({ choices, currency, defaultValue, current }: PlanOptionsProps) {
  return (
    <RadioGroup
      name="plan"
      legend={m.billing_change_plan()}
      defaultValue={defaultValue}
      options={choices.map((choice) => ({
        value: choice.plan,
        label: (
          <>
            <span dir="auto">{planTitle(choice)}</span>
            {choice.plan === current ? (
              <span className="ms-2 font-normal text-muted">{m.billing_change_current()}</span>
            ) : null}
          </>
        ),
        hint: <span className="figures">{hintOf(choice, currency)}</span>,
      }))}
    />
  );
}

import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatNumber } from "#app/ui/format.ts";
import { RadioGroup } from "#app/ui/radio-group.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { SubscriptionView } from "#features/billing/schema";
import { m } from "#messages";
import type { PlanChoice } from "./load-choices.ts";
import { PlanOptions } from "./plan-options.tsx";

export interface Wanted {
  plan: string | null;
  interval: "month" | "year" | null;
  currency: string;
}

interface ChangeFormProps {
  subscription: SubscriptionView;
  choices: PlanChoice[];
  wanted: Wanted;
  pending: boolean;
}

export function IntervalOptions({ defaultValue }: { defaultValue: string }) {
  return (
    <RadioGroup
      name="interval"
      legend={m.billing_change_interval()}
      defaultValue={defaultValue}
      options={[
        { value: "month", label: m.plans_monthly() },
        { value: "year", label: m.plans_yearly() },
      ]}
    />
  );
}

/** What the subscription should become; the next step says what that costs. */
export function ChangeForm({ subscription, choices, wanted, pending }: ChangeFormProps) {
  const { plan, interval, seats, currency } = subscription;
  return (
    <Card title={m.billing_change_title()} description={m.billing_change_about()}>
      <Form name="preview" className="max-w-2xl">
        <input type="hidden" name="intent" value="preview" />
        <PlanOptions
          choices={choices}
          currency={currency}
          defaultValue={wanted.plan ?? plan}
          current={plan}
        />
        <IntervalOptions defaultValue={wanted.interval ?? interval} />
        <div className="max-w-52">
          <Field
            name="seats"
            label={m.billing_change_seats()}
            hint={m.billing_change_seats_hint({ seats: formatNumber(seats) })}
            optional
          >
            <TextInput mono inputMode="numeric" placeholder={String(seats)} />
          </Field>
        </div>
        <Button type="submit" variant="primary" pending={pending} className="justify-self-start">
          {m.billing_change_preview()}
        </Button>
      </Form>
    </Card>
  );
}

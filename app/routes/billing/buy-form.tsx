import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatChoice, formatPt } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { planTitle } from "#app/ui/plan-name.ts";
import { TextInput } from "#app/ui/text-input.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { MICRO_PER_PT } from "#core/money";
import { m } from "#messages";
import { IntervalOptions, type Wanted } from "./change-form.tsx";
import type { PlanChoice } from "./load-choices.ts";
import { PlanOptions } from "./plan-options.tsx";

interface BuyFormProps {
  choices: PlanChoice[];
  wanted: Wanted;
  /** The currency that the workspace is billed in for good; null while it may choose. */
  fixedCurrency: string | null;
  trialAvailable: boolean;
  pending: boolean;
}

const currencies = ["usd", "eur", "gbp"];

function TrialNotice({ choices }: { choices: PlanChoice[] }) {
  const withTrial = choices.filter(({ trialDays }) => trialDays > 0);
  const [first] = withTrial;
  if (first === undefined) return null;
  return (
    <Notice title={m.billing_change_trial({ count: first.trialDays })}>
      <p className="text-muted">
        {m.billing_change_trial_text({
          plans: formatChoice(withTrial.map(planTitle)),
          amount: formatPt(first.trialPt * MICRO_PER_PT),
        })}
      </p>
    </Notice>
  );
}

function CurrencyLinks({ wanted }: { wanted: Wanted }) {
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 text-muted">
      {m.billing_change_currency({ currency: wanted.currency.toUpperCase() })}
      {currencies
        .filter((currency) => currency !== wanted.currency)
        .map((currency) => {
          const query = new URLSearchParams({ currency });
          if (wanted.plan !== null) query.set("plan", wanted.plan);
          if (wanted.interval !== null) query.set("interval", wanted.interval);
          return (
            <TextLink key={currency} to={`/billing/change?${query}`}>
              {currency.toUpperCase()}
            </TextLink>
          );
        })}
    </p>
  );
}

/** A first plan: chosen here, paid on Stripe's page. */
export function BuyForm(props: BuyFormProps) {
  const { choices, wanted, fixedCurrency, trialAvailable, pending } = props;
  return (
    <div className="grid grid-cols-1 gap-6">
      {trialAvailable ? <TrialNotice choices={choices} /> : null}
      <Card title={m.billing_change_buy()} description={m.billing_change_buy_about()}>
        <Form name="buy" className="max-w-2xl" reloadDocument>
          <input type="hidden" name="intent" value="buy" />
          <input type="hidden" name="currency" value={wanted.currency} />
          <PlanOptions
            choices={choices}
            currency={wanted.currency}
            defaultValue={wanted.plan ?? choices[0]?.plan ?? ""}
          />
          {fixedCurrency === null ? <CurrencyLinks wanted={wanted} /> : null}
          <IntervalOptions defaultValue={wanted.interval ?? "month"} />
          <div className="grid max-w-md items-start gap-5 sm:grid-cols-2">
            <Field
              name="seats"
              label={m.billing_change_seats()}
              hint={m.billing_change_seats_included()}
              optional
            >
              <TextInput mono inputMode="numeric" />
            </Field>
            <Field name="promotionCode" label={m.billing_plan_promotion_code()} optional>
              <TextInput mono maxLength={100} autoComplete="off" />
            </Field>
          </div>
          <div>
            <Button type="submit" variant="primary" pending={pending}>
              {m.billing_change_pay()}
            </Button>
            <p className="mt-2 text-muted">{m.billing_change_pay_hint()}</p>
          </div>
        </Form>
      </Card>
    </div>
  );
}

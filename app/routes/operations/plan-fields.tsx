import type { ReactNode } from "react";
import { Card } from "#app/ui/card.tsx";
import { Checkbox } from "#app/ui/checkbox.tsx";
import { Field } from "#app/ui/field.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { PlanPrice } from "#features/plans/schema";
import { m } from "#messages";
import { modelClassName } from "./model-class-name.ts";

/** The terms as the fields show them: money and storage are text already. */
export interface PlanFieldValues {
  name: string;
  ptPerPeriod: number;
  ptPerSeat: number;
  renewsFree: boolean;
  trialDays: number;
  trialPt: number;
  advancedShareCapPercent: number | null;
  modelClasses: readonly string[];
  seatsIncluded: number;
  seatsMax: number;
  requestsPerMinute: number;
  storageGb: string;
  prices: PriceValue[];
  seatPrices: PriceValue[];
}

export interface PriceValue extends Pick<PlanPrice, "interval" | "currency"> {
  amount: string;
}

interface NumberFieldProps {
  name: string;
  label: string;
  hint?: ReactNode;
  value: number | string | null;
  optional?: boolean;
}

function NumberField({ name, label, hint, value, optional = false }: NumberFieldProps) {
  return (
    <Field name={name} label={label} hint={hint} optional={optional} required={!optional}>
      <TextInput mono inputMode="decimal" defaultValue={value ?? ""} />
    </Field>
  );
}

function PriceFields({ name, prices }: { name: "prices" | "seatPrices"; prices: PriceValue[] }) {
  return (["month", "year"] as const).map((interval) => (
    <fieldset key={interval} className="min-w-0">
      <legend className="mb-3 text-muted">
        {interval === "month" ? m.plans_column_month() : m.plans_column_year()}
      </legend>
      <div className="grid grid-cols-3 items-start gap-3 sm:gap-4">
        {prices
          .filter((price) => price.interval === interval)
          .map(({ currency, amount }) => (
            <Field
              key={currency}
              name={`${name}.${interval}.${currency}`}
              label={currency.toUpperCase()}
            >
              <TextInput mono inputMode="decimal" defaultValue={amount} />
            </Field>
          ))}
      </div>
    </fieldset>
  ));
}

const grid = "grid grid-cols-1 items-start gap-4 sm:grid-cols-2 lg:grid-cols-3";

/** All terms of a plan. `canRenew`: its PT may come again without a payment. */
export function PlanFields({ values, canRenew }: { values: PlanFieldValues; canRenew: boolean }) {
  return (
    <>
      <Card title={m.plans_part_pt()}>
        <div className={grid}>
          <Field name="name" label={m.plans_field_name()} required>
            <TextInput maxLength={40} dir="auto" defaultValue={values.name} />
          </Field>
          <NumberField name="ptPerPeriod" label={m.plans_field_pt()} value={values.ptPerPeriod} />
        </div>
        {canRenew ? (
          <div className="mt-4">
            <Checkbox
              name="renewsFree"
              label={m.plans_field_renews()}
              hint={m.plans_field_renews_hint()}
              defaultChecked={values.renewsFree}
            />
          </div>
        ) : null}
      </Card>
      <Card title={m.plans_part_price()} description={m.plans_part_price_text()}>
        <div className="grid gap-6 lg:grid-cols-2">
          <PriceFields name="prices" prices={values.prices} />
        </div>
      </Card>
      <Card title={m.plans_part_trial()}>
        <div className={grid}>
          <NumberField
            name="trialDays"
            label={m.plans_field_trial_days()}
            hint={m.plans_field_trial_hint()}
            value={values.trialDays}
          />
          <NumberField name="trialPt" label={m.plans_field_trial_pt()} value={values.trialPt} />
        </div>
      </Card>
      <Card title={m.plans_part_seats()} description={m.plans_part_seats_text()}>
        <div className={grid}>
          <NumberField
            name="seatsIncluded"
            label={m.plans_field_seats()}
            value={values.seatsIncluded}
          />
          <NumberField name="seatsMax" label={m.plans_field_seats_max()} value={values.seatsMax} />
          <NumberField name="ptPerSeat" label={m.plans_field_seat_pt()} value={values.ptPerSeat} />
        </div>
        <div className="mt-6 grid gap-6 lg:grid-cols-2">
          <PriceFields name="seatPrices" prices={values.seatPrices} />
        </div>
      </Card>
      <Card title={m.plans_part_limits()}>
        <div className={grid}>
          <NumberField
            name="requestsPerMinute"
            label={m.plans_field_rate()}
            hint={m.plans_field_rate_hint()}
            value={values.requestsPerMinute}
          />
          <NumberField name="storageGb" label={m.plans_field_storage()} value={values.storageGb} />
          <NumberField
            name="advancedShareCapPercent"
            label={m.plans_field_share()}
            hint={m.plans_field_share_hint()}
            value={values.advancedShareCapPercent}
            optional
          />
        </div>
        <fieldset className="mt-5">
          <legend className="mb-1 font-medium">{m.plans_field_classes()}</legend>
          <div className="flex flex-wrap gap-x-6">
            {(["core", "advanced"] as const).map((one) => (
              <Checkbox
                key={one}
                name="modelClasses"
                value={one}
                label={modelClassName(one)}
                defaultChecked={values.modelClasses.includes(one)}
              />
            ))}
          </div>
        </fieldset>
      </Card>
    </>
  );
}

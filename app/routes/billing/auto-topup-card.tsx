import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatDate, formatMoney, formatPt } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Select } from "#app/ui/select.tsx";
import { Switch } from "#app/ui/switch.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { MICRO_PER_PT } from "#core/money";
import type { AutoTopupStop, AutoTopupView } from "#features/payments/schema";
import type { Pack } from "#features/plans/schema";
import { m } from "#messages";

interface AutoTopupCardProps {
  automatic: AutoTopupView;
  packs: readonly Pack[];
  hasCard: boolean;
}

function stopText(stop: AutoTopupStop): string {
  switch (stop) {
    case "failures":
      return m.payments_auto_stopped_failures();
    case "frozen":
      return m.payments_auto_stopped_frozen();
    case "no-payment-method":
      return m.payments_auto_stopped_no_card();
  }
}

function packLabel(pack: Pack, currency: string): string {
  const price = pack.prices.find((one) => one.currency === currency);
  const pt = formatPt(pack.pt * MICRO_PER_PT);
  return price === undefined ? pt : `${pt} · ${formatMoney(price.amountMinor, price.currency)}`;
}

/** When PT are bought without being asked, and how much of the month's cap is used. */
export function AutoTopupCard({ automatic, packs, hasCard }: AutoTopupCardProps) {
  const { enabled, thresholdPt, packId, monthlyCapMinor, currency, stoppedBecause } = automatic;
  const spent = formatMoney(automatic.spentThisMonthMinor, currency);
  return (
    <Card title={m.payments_auto()} description={m.payments_auto_about()}>
      <Form name="automatic">
        {stoppedBecause === null ? null : (
          <Notice tone="warning" title={stopText(stoppedBecause)} />
        )}
        {hasCard ? null : <Notice tone="info" title={m.payments_auto_needs_card()} />}
        <input type="hidden" name="currency" value={currency} />
        <Switch name="enabled" label={m.payments_auto_on()} defaultChecked={enabled} />
        <div className="grid items-start gap-4 sm:grid-cols-3">
          <Field name="thresholdPt" label={m.payments_auto_threshold()} required>
            <TextInput mono inputMode="numeric" defaultValue={thresholdPt ?? 1_000} />
          </Field>
          <Field name="packId" label={m.payments_auto_pack()} required>
            <Select
              defaultValue={packId ?? packs[0]?.id}
              options={packs.map((pack) => ({ value: pack.id, label: packLabel(pack, currency) }))}
            />
          </Field>
          <Field
            name="monthlyCap"
            label={m.payments_auto_cap({ currency: currency.toUpperCase() })}
            hint={m.payments_auto_spent({ spent, date: formatDate(automatic.monthEndsAtMs) })}
            required
          >
            <TextInput
              mono
              inputMode="decimal"
              defaultValue={monthlyCapMinor === null ? 50 : monthlyCapMinor / 100}
            />
          </Field>
        </div>
        <div>
          <Button type="submit">{m.shell_save()}</Button>
        </div>
      </Form>
    </Card>
  );
}

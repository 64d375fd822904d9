import { useId } from "react";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatMoney, formatPt } from "#app/ui/format.ts";
import { RadioGroup } from "#app/ui/radio-group.tsx";
import { MICRO_PER_PT } from "#core/money";
import type { PaymentMethodView } from "#features/payments/schema";
import type { Pack } from "#features/plans/schema";
import { m } from "#messages";

interface PacksCardProps {
  packs: readonly Pack[];
  /** What the workspace is billed in, or what was asked for; null is open. */
  currency: string | null;
  /** The pack that the link here was about. */
  asked: string | null;
  saved: PaymentMethodView | null;
  disabled: boolean;
}

function priceOf(pack: Pack, currency: string): string {
  const price = pack.prices.find((one) => one.currency === currency) ?? pack.prices[0];
  return price === undefined ? "–" : formatMoney(price.amountMinor, price.currency);
}

/** The packs on offer, paid on Stripe's page or at once with the saved card. */
export function PacksCard({ packs, currency, asked, saved, disabled }: PacksCardProps) {
  const key = useId();
  const known = packs[0]?.prices.some((price) => price.currency === currency) === true;
  const shown = known && currency !== null ? currency : "usd";
  const options = packs.map((pack) => ({
    value: pack.id,
    label: (
      <span className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-medium">{formatPt(pack.pt * MICRO_PER_PT)}</span>
        <span className="figures text-muted">{priceOf(pack, shown)}</span>
      </span>
    ),
    disabled,
  }));
  return (
    <Card title={m.payments_packs()} description={m.payments_packs_about()}>
      <Form name="buy">
        <input type="hidden" name="currency" value={shown} />
        <input type="hidden" name="key" value={`page${key}`} />
        <RadioGroup
          name="packId"
          legend={m.payments_pack()}
          options={options}
          defaultValue={packs.find(({ id }) => id === asked)?.id ?? packs[1]?.id ?? packs[0]?.id}
        />
        <div className="flex flex-wrap gap-2">
          {saved === null ? null : (
            <Button type="submit" name="how" value="saved" variant="primary" disabled={disabled}>
              {m.payments_buy_saved({ last4: saved.last4 ?? saved.type })}
            </Button>
          )}
          <Button
            type="submit"
            name="how"
            value="checkout"
            variant={saved === null ? "primary" : "secondary"}
            disabled={disabled}
          >
            {saved === null ? m.payments_buy() : m.payments_buy_other()}
          </Button>
        </div>
      </Form>
    </Card>
  );
}

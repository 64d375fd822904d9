import { buttonClass } from "#app/ui/button-class.ts";
import { formatMoney, formatPrice, formatPt } from "#app/ui/format.ts";
import { MICRO_PER_PT } from "#core/money";
import { m } from "#messages";
import { Section } from "../home/section.tsx";
import type { Buyer } from "./buyer.ts";
import { packPath } from "./choice.ts";
import type { Offer } from "./load-offer.ts";

/** PT for once, on any plan. */
export function PackList({ offer, buyer }: { offer: Offer; buyer: Buyer }) {
  const { choice, signedIn, isOpenForSale } = buyer;
  // Amounts in one column: with decimals where any of them has some.
  const isWhole = offer.packs.every(({ amountMinor }) => amountMinor % 100 === 0);
  const format = isWhole ? formatPrice : formatMoney;
  return (
    <Section title={m.plans_packs()} text={m.plans_packs_text({ count: offer.packLifeMonths })}>
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {offer.packs.map(({ id, pt, amountMinor }) => {
          const amount = formatPt(pt * MICRO_PER_PT);
          return (
            <li key={id} className="flex min-h-14 items-center gap-4 px-4 py-2.5">
              <span className="figures flex-1 font-medium">{amount}</span>
              <span className="figures">{format(amountMinor, choice.currency)}</span>
              {isOpenForSale ? (
                <a
                  href={packPath(id, choice, signedIn)}
                  aria-label={m.plans_buy_pack({ amount })}
                  className={buttonClass({ size: "sm" })}
                >
                  {m.plans_buy()}
                </a>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

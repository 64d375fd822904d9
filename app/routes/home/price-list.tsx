import { cx } from "#app/ui/cx.ts";
import { formatNumber } from "#app/ui/format.ts";
import { tableRoles } from "#app/ui/table-roles.ts";
import { planName } from "#app/ui/plan-name.ts";
import type { RateCard, RateCardModel } from "#features/models/schema";
import { m } from "#messages";
import { Section } from "./section.tsx";

const price = (pt: number | undefined) =>
  pt === undefined ? "–" : formatNumber(pt, { maximumFractionDigits: 4 });

function Row({ model }: { model: RateCardModel }) {
  const cells: [string, string][] = [
    [m.home_price_input(), price(model.ptPer1k?.input)],
    [m.home_price_cached(), price(model.ptPer1k?.cachedRead)],
    [m.home_price_output(), price(model.ptPer1k?.output)],
  ];
  return (
    <tr {...tableRoles.row} className="border-t border-line">
      <th {...tableRoles.rowHeader} scope="row" className="px-4 py-2.5 text-start font-medium">
        {model.name ?? model.id}
        <span className="ms-2 font-normal text-muted">
          {model.class === "core" ? m.home_class_core() : m.home_class_advanced()}
        </span>
      </th>
      {cells.map(([label, value]) => (
        <td
          key={label}
          {...tableRoles.cell}
          data-label={label}
          className={cx(
            "px-4 py-2.5 text-end font-mono text-[13px]",
            label === m.home_price_cached() && "max-sm:hidden!",
          )}
        >
          {value}
        </td>
      ))}
      <td {...tableRoles.cell} data-label={m.home_price_plan()} className="px-4 py-2.5 text-end">
        {planName(model.minPlan ?? "visitor")}
      </td>
    </tr>
  );
}

/** The rate card in force, as it is. */
export function PriceList({ card }: { card: RateCard }) {
  const heads = [
    m.home_price_input(),
    m.home_price_cached(),
    m.home_price_output(),
    m.home_price_plan(),
  ];
  return (
    <Section
      id="prices"
      title={m.home_prices()}
      text={m.home_prices_text({ version: formatNumber(card.version) })}
    >
      <div className="overflow-x-auto rounded-md border border-line bg-surface">
        <table {...tableRoles.table} className="table-cards w-full">
          <caption className="sr-only">{m.home_prices()}</caption>
          <thead {...tableRoles.group}>
            <tr {...tableRoles.row} className="text-muted">
              <th
                {...tableRoles.columnHeader}
                scope="col"
                className="px-4 py-2.5 text-start font-normal"
              >
                {m.home_price_model()}
              </th>
              {heads.map((head) => (
                <th
                  key={head}
                  {...tableRoles.columnHeader}
                  scope="col"
                  className="whitespace-nowrap px-4 py-2.5 text-end font-normal"
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody {...tableRoles.group}>
            {card.models.map((model) => (
              <Row key={model.id} model={model} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

import { Card } from "#app/ui/card.tsx";
import { cx } from "#app/ui/cx.ts";
import { formatPt } from "#app/ui/format.ts";
import type { TransactionView } from "#features/credits/schema";
import { m } from "#messages";

const sides: Record<string, () => string> = {
  available: m.credits_side_available,
  held: m.credits_side_held,
  "platform:issued": m.credits_side_issued,
  "platform:revenue": m.credits_side_revenue,
  "platform:breakage": m.credits_side_breakage,
  "platform:writeoff": m.credits_side_writeoff,
  "platform:expense": m.credits_side_expense,
  "platform:clawback": m.credits_side_clawback,
  "clearing:transfer": m.credits_side_transfer,
};

/** The double entry: what moved between which sides, and that it sums to zero. */
export function EntryTable({ transaction }: { transaction: TransactionView }) {
  const { entries } = transaction;
  const sum = entries.reduce((total, { amountMicroPt }) => total + amountMicroPt, 0);
  return (
    <Card flush title={m.credits_entries()} description={m.credits_entries_about()}>
      <table className="w-full border-collapse">
        <caption className="sr-only">{m.credits_entries()}</caption>
        <thead>
          <tr className="border-b border-line text-muted">
            <th scope="col" className="h-9 ps-5 pe-3 text-start font-normal">
              {m.credits_entries_side()}
            </th>
            <th scope="col" className="ps-3 pe-5 text-end font-normal">
              {m.credits_column_amount()}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, side, amountMicroPt }) => (
            <tr key={id} className="border-b border-line">
              <th scope="row" className="py-2.5 ps-5 pe-3 text-start font-medium">
                {sides[side]?.() ?? side}
                <code dir="ltr" className="ms-2 font-mono text-xs font-normal text-muted">
                  {side}
                </code>
              </th>
              <td className={cx("ps-3 pe-5 text-end", amountMicroPt < 0 && "text-muted")}>
                {formatPt(amountMicroPt, { signed: true, exact: true, bare: true })}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="font-semibold">
            <th scope="row" className="h-11 ps-5 pe-3 text-start">
              {m.credits_entries_sum()}
            </th>
            <td className="ps-3 pe-5 text-end">{formatPt(sum, { exact: true })}</td>
          </tr>
        </tfoot>
      </table>
    </Card>
  );
}

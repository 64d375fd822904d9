import { Card } from "#app/ui/card.tsx";
import { formatNumber, formatPt } from "#app/ui/format.ts";
import { ceilToWholePt } from "#core/money";
import type { TransactionView } from "#features/credits/schema";
import { m } from "#messages";
import { chargeLines } from "./charge-lines.ts";

const names = {
  input: m.chat_tokens_input,
  cachedRead: m.chat_tokens_cached,
  cacheWrite: m.chat_tokens_cache_write,
  output: m.chat_tokens_output,
} as const;

/** How the charge comes about: tokens times price, line by line, rounded once. */
export function ChargeProof({ transaction }: { transaction: TransactionView }) {
  const { prices, detail, amountMicroPt } = transaction;
  const { tokens, rateCardVersion } = detail;
  if (prices === null || tokens === undefined) return null;
  const { lines, exactMicroPt } = chargeLines(tokens, prices);
  const roundedMicroPt = ceilToWholePt(exactMicroPt);
  const chargedMicroPt = -amountMicroPt;
  return (
    <Card
      flush
      title={m.credits_proof()}
      description={m.credits_proof_about({ version: rateCardVersion ?? 0 })}
    >
      <div className="overflow-x-auto">
        <table className="w-full border-collapse">
          <caption className="sr-only">{m.credits_proof()}</caption>
          <thead>
            <tr className="border-b border-line text-muted">
              <th scope="col" className="h-9 ps-5 pe-3 text-start font-normal">
                {m.credits_proof_class()}
              </th>
              <th scope="col" className="px-3 text-end font-normal">
                {m.credits_proof_tokens()}
              </th>
              <th scope="col" className="px-3 text-end font-normal">
                {m.credits_proof_price()}
              </th>
              <th scope="col" className="ps-3 pe-5 text-end font-normal">
                {m.credits_proof_cost()}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ name, count, pricePt, costMicroPt }) => (
              <tr key={name} className="border-b border-line">
                <th scope="row" className="h-11 ps-5 pe-3 text-start font-medium">
                  {names[name]()}
                </th>
                <td className="px-3 text-end">{formatNumber(count)}</td>
                <td className="px-3 text-end">
                  × {formatNumber(pricePt, { maximumFractionDigits: 6 })}
                </td>
                <td className="ps-3 pe-5 text-end">
                  {formatPt(costMicroPt, { exact: true, bare: true })}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <SumRow label={m.credits_proof_sum()} microPt={exactMicroPt} />
            <SumRow label={m.credits_proof_rounded()} microPt={roundedMicroPt} strong />
            {chargedMicroPt === roundedMicroPt ? null : (
              <SumRow label={m.credits_proof_charged()} microPt={chargedMicroPt} strong />
            )}
          </tfoot>
        </table>
      </div>
    </Card>
  );
}

interface SumRowProps {
  label: string;
  microPt: number;
  strong?: boolean;
}

function SumRow({ label, microPt, strong = false }: SumRowProps) {
  return (
    <tr className={strong ? "font-semibold" : "text-muted"}>
      <th scope="row" colSpan={3} className="h-10 ps-5 pe-3 text-start font-[inherit]">
        {label}
      </th>
      <td className="ps-3 pe-5 text-end">{formatPt(microPt, { exact: true })}</td>
    </tr>
  );
}

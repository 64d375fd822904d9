import { Badge } from "#app/ui/badge.tsx";
import { formatNumber } from "#app/ui/format.ts";
import type { DisputeEvidence } from "#features/disputes/schema";
import { m } from "#messages";
import { missingWords } from "./words.ts";

const classes = [
  ["input", m.chat_tokens_input],
  ["cachedRead", m.chat_tokens_cached],
  ["cacheWrite", m.chat_tokens_cache_write],
  ["output", m.chat_tokens_output],
] as const;

/** The tokens of the charge beside their prices, class by class. */
export function TokenTable({ evidence }: { evidence: DisputeEvidence }) {
  const { usage, pricing } = evidence;
  return (
    <div className="overflow-x-auto rounded-md border border-line">
      <table className="w-full border-collapse">
        <caption className="sr-only">{m.disputes_ev_tokens()}</caption>
        <thead>
          <tr className="border-b border-line text-muted">
            <th scope="col" className="px-3 py-2 text-start font-normal">
              {m.credits_proof_class()}
              {usage.found && usage.truedUp ? (
                <span className="ms-2">
                  <Badge>{m.disputes_ev_trued_up()}</Badge>
                </span>
              ) : null}
              {usage.found && usage.estimatedClasses.length > 0 ? (
                <span className="ms-2">
                  <Badge tone="warning">{m.disputes_ev_partial()}</Badge>
                </span>
              ) : null}
            </th>
            <th scope="col" className="px-3 text-end font-normal">
              {m.credits_proof_tokens()}
            </th>
            <th scope="col" className="px-3 text-end font-normal">
              {m.credits_proof_price()}
            </th>
          </tr>
        </thead>
        <tbody>
          {classes.map(([name, label]) => (
            <tr key={name} className="border-b border-line last:border-0">
              <th scope="row" className="px-3 py-2 text-start font-medium">
                {label()}
              </th>
              <td className="px-3 text-end">
                {usage.found ? formatNumber(usage.tokens[name]) : "–"}
              </td>
              <td className="px-3 text-end">
                {pricing.found
                  ? formatNumber(pricing.ptPer1k[name], { maximumFractionDigits: 6 })
                  : "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="border-t border-line bg-paper px-3 py-2 text-xs text-muted">
        {pricing.found ? (
          <>
            <bdi>{pricing.model}</bdi> · {m.chat_rate_card({ version: pricing.rateCardVersion })}
          </>
        ) : (
          missingWords(pricing.why)
        )}
        {usage.found ? "" : ` · ${missingWords(usage.why)}`}
      </p>
    </div>
  );
}

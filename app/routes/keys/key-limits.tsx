import { cx } from "#app/ui/cx.ts";
import { formatNumber, formatPt } from "#app/ui/format.ts";
import { MICRO_PER_PT } from "#core/money";
import type { ApiKeyView } from "#features/api-keys/schema";
import { m } from "#messages";

/** From this part of its budget on a key is pointed out. */
const NEARLY = 0.9;

/** What the key has used of its budget; what it holds now counts as used. */
function Budget({ apiKey: { budgetPt, spending } }: { apiKey: ApiKeyView }) {
  if (spending === null) {
    const budget = budgetPt === null ? m.keys_budget_none() : formatNumber(budgetPt);
    return <span className="block">{budget}</span>;
  }
  const usedMicroPt = spending.spentMicroPt + spending.heldMicroPt;
  const used = formatPt(usedMicroPt, { bare: true });
  if (budgetPt === null) return <span className="block">{m.keys_used({ pt: used })}</span>;
  const nearlyGone = usedMicroPt >= budgetPt * MICRO_PER_PT * NEARLY;
  return (
    <span className={cx("block", nearlyGone && "text-warning")}>
      {m.keys_used_of({ pt: used, budget: formatNumber(budgetPt) })}
    </span>
  );
}

/** What a key has used and how far it may go. */
export function KeyLimits({ apiKey }: { apiKey: ApiKeyView }) {
  const { requestsPerMinute, models, allowedRanges } = apiKey;
  return (
    <span className="figures block text-muted">
      <Budget apiKey={apiKey} />
      <span className="block text-xs">
        {m.keys_rate_of({ count: formatNumber(requestsPerMinute) })}
        {models === null ? "" : ` · ${models.join(", ")}`}
      </span>
      {allowedRanges === null ? null : (
        <bdi dir="ltr" className="block font-mono text-xs">
          {allowedRanges.join(", ")}
        </bdi>
      )}
    </span>
  );
}

import { Badge, type BadgeTone } from "#app/ui/badge.tsx";
import type { DiscrepancyState, DiscrepancyView, Figures } from "#features/reconciliation/schema";
import { m } from "#messages";
import { discrepancyStateName, figureName, formatFigure } from "./reconciliation-words.ts";

const tones: Record<DiscrepancyState, BadgeTone> = {
  open: "danger",
  fixed: "success",
  accepted: "neutral",
  "resolved-itself": "neutral",
};

/** How a discrepancy stands, in one word. */
export function StateBadge({ state }: { state: DiscrepancyState }) {
  return <Badge tone={tones[state]}>{discrepancyStateName(state)}</Badge>;
}

type Measured = Pick<DiscrepancyView, "unit" | "currency">;

/** One side of a discrepancy, amount by amount; what is zero on it is left out. */
export function SideFigures({ figures, of }: { figures: Figures | null; of: Measured }) {
  if (figures === null) {
    return <span className="text-muted">{m.closing_reconciliation_none_there()}</span>;
  }
  const shown = Object.entries(figures).filter(([, amount]) => amount !== 0);
  if (shown.length === 0) return <span className="text-muted">–</span>;
  return (
    <span className="figures grid gap-0.5 py-1.5 text-nowrap">
      {shown.map(([name, amount]) => (
        <span key={name}>
          {formatFigure(amount, of.unit, of.currency)}
          {shown.length === 1 ? null : (
            <span className="ms-1.5 text-xs text-muted">{figureName(name)}</span>
          )}
        </span>
      ))}
    </span>
  );
}

/** By how much the sides differ; words where amounts are the same. */
export function Difference({ view }: { view: DiscrepancyView }) {
  const { differs, unit, currency, words } = view;
  if (differs !== 0) {
    return (
      <span className="figures font-medium text-nowrap">
        {formatFigure(differs, unit, currency)}
      </span>
    );
  }
  const names = Object.keys(words?.expected ?? {});
  if (names.length === 0) return <span className="text-muted">–</span>;
  return <span>{names.map(figureName).join(", ")}</span>;
}

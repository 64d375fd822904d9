import { Card } from "#app/ui/card.tsx";
import { Pt } from "#app/ui/pt.tsx";
import type { Movements } from "#features/closing/schema";
import { m } from "#messages";

interface MovementsCardProps {
  openingMicroPt: number;
  closingMicroPt: number;
  movements: Movements;
}

interface Line {
  label: string;
  microPt: number;
  total?: boolean;
}

function linesOf({ openingMicroPt, closingMicroPt, movements }: MovementsCardProps): Line[] {
  const { granted } = movements;
  const changes: Line[] = [
    { label: m.closing_granted_plan(), microPt: granted.plan },
    { label: m.closing_granted_topup(), microPt: granted.topup },
    { label: m.closing_granted_promo(), microPt: granted.promo + granted.referral },
    { label: m.closing_granted_refund(), microPt: granted.refund + granted.correction },
    { label: m.closing_used(), microPt: 0 - movements.used },
    { label: m.closing_returned(), microPt: movements.returned },
    { label: m.closing_expired(), microPt: 0 - movements.expired },
    { label: m.closing_taken_back(), microPt: 0 - movements.takenBack },
    { label: m.closing_transferred(), microPt: movements.transferred },
  ];
  return [
    { label: m.closing_opening(), microPt: openingMicroPt, total: true },
    ...changes.filter(({ microPt }) => microPt !== 0),
    { label: m.closing_closing(), microPt: closingMicroPt, total: true },
  ];
}

/** From what a month began with to what it ended with, line by line. */
export function MovementsCard(props: MovementsCardProps) {
  return (
    <Card flush title={m.closing_movements()} description={m.closing_movements_about()}>
      <dl>
        {linesOf(props).map(({ label, microPt, total = false }) => (
          <div
            key={label}
            className="flex items-baseline justify-between gap-4 border-b border-line px-5 py-2.5 last:border-0"
          >
            <dt className={total ? "font-semibold" : "text-muted"}>{label}</dt>
            <dd className={total ? "font-semibold" : undefined}>
              <Pt microPt={microPt} signed={!total} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

import { Link } from "react-router";
import { cx } from "#app/ui/cx.ts";
import { formatPt, formatRelative } from "#app/ui/format.ts";
import { Meter, type MeterSegment } from "#app/ui/meter.tsx";
import type { Balance } from "#features/credits/schema";
import { DAY_MS } from "#core/time";
import { m } from "#messages";

const SOON_MS = 7 * DAY_MS;

/** What the balance is made of: free to use, about to expire, held for answers under way. */
export function balanceParts(balance: Balance, nowMs: number) {
  const soon = balance.expiring.filter(({ expiresAtMs }) => expiresAtMs - nowMs <= SOON_MS);
  const sum = soon.reduce((total, { amountMicroPt }) => total + amountMicroPt, 0);
  const expiringMicroPt = Math.min(sum, Math.max(0, balance.availableMicroPt));
  return {
    expiringMicroPt,
    lastingMicroPt: Math.max(0, balance.availableMicroPt - expiringMicroPt),
    heldMicroPt: balance.heldMicroPt,
    nextExpiryAtMs: soon[0]?.expiresAtMs,
  };
}

interface BalanceMeterProps {
  balance: Balance;
  /** The server's clock when the page was made; expiry is told against it. */
  nowMs: number;
  /** One figure, for the head of a phone's screen. */
  compact?: boolean;
}

/** The PT of the workspace, always in sight. */
export function BalanceMeter({ balance, nowMs, compact = false }: BalanceMeterProps) {
  const { availableMicroPt } = balance;
  const low = availableMicroPt <= 0;
  if (compact) {
    return (
      <Link
        to="/credits"
        aria-label={`${m.shell_balance()}: ${formatPt(availableMicroPt)}`}
        className={cx(
          "figures relative rounded-md border border-line bg-surface px-2.5 py-1 font-medium after:absolute after:-inset-2 md:hidden",
          low && "text-danger",
        )}
      >
        {formatPt(availableMicroPt)}
      </Link>
    );
  }
  const parts = balanceParts(balance, nowMs);
  const segments: MeterSegment[] = [
    {
      label: m.shell_available(),
      value: parts.lastingMicroPt,
      text: formatPt(parts.lastingMicroPt),
      look: "available",
    },
    {
      label: m.shell_expiring(),
      value: parts.expiringMicroPt,
      text: formatPt(parts.expiringMicroPt),
      look: "expiring",
    },
    {
      label: m.shell_held(),
      value: parts.heldMicroPt,
      text: formatPt(parts.heldMicroPt),
      look: "held",
    },
  ];
  return (
    <Link
      to="/credits"
      className="block rounded-md border border-line bg-surface px-3 py-2.5 hover:border-field"
    >
      <span className="flex items-baseline justify-between gap-2">
        <span className="text-xs text-muted">{m.shell_balance()}</span>
        <span className={cx("figures font-semibold", low && "text-danger")}>
          {formatPt(availableMicroPt)}
        </span>
      </span>
      <span className="mt-2 block">
        <Meter label={m.shell_balance()} segments={segments} />
      </span>
      <BalanceNote balance={balance} nowMs={nowMs} parts={parts} />
    </Link>
  );
}

interface BalanceNoteProps {
  balance: Balance;
  nowMs: number;
  parts: ReturnType<typeof balanceParts>;
}

/** The one thing most worth knowing about the balance. */
function BalanceNote({ balance, nowMs, parts }: BalanceNoteProps) {
  const { nextExpiryAtMs, expiringMicroPt, heldMicroPt } = parts;
  let text: string | undefined;
  if (balance.debtMicroPt > 0) text = m.shell_debt({ amount: formatPt(balance.debtMicroPt) });
  else if (heldMicroPt > 0) text = m.shell_held_now({ amount: formatPt(heldMicroPt) });
  else if (nextExpiryAtMs !== undefined && expiringMicroPt > 0) {
    text = m.shell_expires({
      amount: formatPt(expiringMicroPt),
      when: formatRelative(nextExpiryAtMs, nowMs),
    });
  } else if (balance.availableMicroPt <= 0) text = m.shell_balance_empty();
  if (text === undefined) return null;
  return (
    <span
      className={cx("mt-1.5 block text-xs", balance.debtMicroPt > 0 ? "text-danger" : "text-muted")}
    >
      {text}
    </span>
  );
}

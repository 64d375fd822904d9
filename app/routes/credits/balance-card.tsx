import { Card } from "#app/ui/card.tsx";
import { Disclosure } from "#app/ui/disclosure.tsx";
import { formatDate, formatPercent, formatPt } from "#app/ui/format.ts";
import { Meter } from "#app/ui/meter.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { planName } from "#app/ui/plan-name.ts";
import { Pt } from "#app/ui/pt.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { useBalance } from "#app/ui/balance-context.ts";
import type { Balance } from "#features/credits/schema";
import { m } from "#messages";
import { splitBalance } from "./split-balance.ts";

interface BalanceCardProps {
  /** As the page was made; the shell keeps a live one. */
  balance: Balance;
  nowMs: number;
}

/** What there is, what is held for answers under way, and what will expire when. */
export function BalanceCard({ balance: loaded, nowMs }: BalanceCardProps) {
  const live = useBalance();
  const balance = live !== undefined && live.seq >= loaded.seq ? live : loaded;
  const { lastingMicroPt, expiringMicroPt, heldMicroPt } = splitBalance(balance, nowMs);
  return (
    <Card>
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
        <div>
          <h2 className="text-sm font-normal text-muted">{m.credits_available()}</h2>
          <p className="figures mt-1 text-xl font-semibold tracking-tight">
            <Pt microPt={balance.availableMicroPt} />
          </p>
        </div>
        <Period balance={balance} />
      </div>
      <div className="mt-5">
        <Meter
          label={m.shell_balance()}
          withKey
          segments={[
            segment(m.credits_lasting(), lastingMicroPt, "available"),
            segment(m.credits_expiring(), expiringMicroPt, "expiring"),
            segment(m.credits_held(), heldMicroPt, "held"),
          ]}
        />
      </div>
      {balance.debtMicroPt > 0 ? (
        <div className="mt-5">
          <Notice tone="danger">
            <p>{m.credits_debt({ amount: formatPt(balance.debtMicroPt) })}</p>
          </Notice>
        </div>
      ) : null}
      <Expiring balance={balance} />
    </Card>
  );
}

function segment(label: string, value: number, look: "available" | "expiring" | "held") {
  return { label, value, text: formatPt(value), look };
}

function Period({ balance }: { balance: Balance }) {
  const { plan, periodEndsAtMs, periodUsedPercent } = balance;
  if (plan === null) return null;
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3">
      <div>
        <dt className="text-muted">{m.credits_plan()}</dt>
        <dd className="mt-0.5 font-medium">{planName(plan)}</dd>
      </div>
      {periodUsedPercent === null ? null : (
        <div>
          <dt className="text-muted">{m.credits_period_used()}</dt>
          <dd className="figures mt-0.5 font-medium">{formatPercent(periodUsedPercent)}</dd>
        </div>
      )}
      {periodEndsAtMs === null ? null : (
        <div>
          <dt className="text-muted">{m.credits_period_ends()}</dt>
          <dd className="figures mt-0.5 font-medium">{formatDate(periodEndsAtMs)}</dd>
        </div>
      )}
    </dl>
  );
}

function Expiring({ balance }: { balance: Balance }) {
  if (balance.expiring.length === 0) return null;
  return (
    <Disclosure
      summary={m.credits_expiring_list({ count: balance.expiring.length })}
      className="mt-5 border-t border-line pt-4"
    >
      <ul className="mt-3 grid max-w-md gap-1.5">
        {balance.expiring.map(({ amountMicroPt, expiresAtMs }) => (
          <li key={`${expiresAtMs}-${amountMicroPt}`} className="flex justify-between gap-4">
            <RelativeTime atMs={expiresAtMs} />
            <Pt microPt={amountMicroPt} />
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

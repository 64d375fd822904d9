import { Card } from "#app/ui/card.tsx";
import { formatPt } from "#app/ui/format.ts";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import type { TransactionView } from "#features/credits/schema";
import { m } from "#messages";
import { grantName } from "./statement-words.ts";

/** Which grants the PT came from or went back to. */
export function GrantsTable({ transaction }: { transaction: TransactionView }) {
  const { consumed } = transaction;
  if (consumed.length === 0) return null;
  return (
    <Card flush title={m.credits_grants()} description={m.credits_grants_about()}>
      <ul>
        {consumed.map(({ grantId, kind, expiresAtMs, amountMicroPt }) => (
          <li
            key={grantId}
            className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-line px-5 py-2.5 last:border-0"
          >
            <span className="min-w-0">
              <span className="font-medium">{grantName(kind)}</span>{" "}
              <code dir="ltr" className="font-mono text-xs text-muted">
                {grantId}
              </code>
              {expiresAtMs === null ? null : (
                <span className="block text-xs text-muted">
                  {m.credits_grant_expires()} <RelativeTime atMs={expiresAtMs} />
                </span>
              )}
            </span>
            <span className="figures">{formatPt(amountMicroPt, { exact: true })}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

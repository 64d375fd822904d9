import { Card } from "#app/ui/card.tsx";
import { CopyButton } from "#app/ui/copy-button.tsx";
import { formatNumber } from "#app/ui/format.ts";
import { Notice } from "#app/ui/notice.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import type { LedgerCheckView } from "#features/credits/schema";
import { m } from "#messages";
import { plainQuery } from "./plain-query.ts";
import { RunButton } from "./scheduled-jobs.tsx";

type Finding = LedgerCheckView["findings"][number];

function columnsOf(): Column<Finding>[] {
  return [
    {
      id: "account",
      header: m.operations_account(),
      cell: ({ accountId }) => (
        <span dir="ltr" className="inline-flex items-center gap-1 font-mono text-xs">
          {accountId}
          <CopyButton text={accountId} />
        </span>
      ),
    },
    {
      id: "findings",
      header: m.operations_findings(),
      cell: ({ findings }) => (
        <ul className="grid gap-1 py-2 wrap-anywhere">
          {findings.map((finding) => (
            <li key={finding}>
              <bdi lang="en">{finding}</bdi>
            </li>
          ))}
        </ul>
      ),
    },
  ];
}

function Summary({ check }: { check: LedgerCheckView }) {
  const { accounts, failed, transactions, startedAtMs } = check;
  return (
    <Notice
      tone={failed === 0 ? "success" : "danger"}
      title={
        failed === 0
          ? m.operations_check_ok({ count: accounts, figure: formatNumber(accounts) })
          : m.operations_check_failed({ count: failed })
      }
    >
      {failed === 0 ? null : <p>{m.operations_check_what()}</p>}
      <p className="text-muted">
        {m.operations_check_transactions({
          count: transactions,
          figure: formatNumber(transactions),
        })}
        {" · "}
        <RelativeTime atMs={startedAtMs} />
      </p>
    </Notice>
  );
}

interface LedgerCheckProps {
  check: LedgerCheckView | undefined;
  running: boolean;
}

/** Whether every ledger adds up, and what was found where it does not. */
export function LedgerCheck({ check, running }: LedgerCheckProps) {
  return (
    <Card
      flush
      id="ledgers"
      title={m.operations_check()}
      description={m.operations_check_about()}
      actions={<RunButton name="self-check" label={m.operations_check_now()} running={running} />}
    >
      <div className="p-5">
        {check === undefined ? (
          <Notice title={m.operations_check_none()}>
            <p className="text-muted">{m.operations_check_none_text()}</p>
          </Notice>
        ) : (
          <Summary check={check} />
        )}
      </div>
      {check === undefined || check.findings.length === 0 ? null : (
        <div className="border-t border-line">
          <Table
            caption={m.operations_findings()}
            rows={check.findings}
            columns={columnsOf()}
            rowId={({ accountId }) => accountId}
            query={plainQuery}
            empty={null}
          />
        </div>
      )}
    </Card>
  );
}

import { Link } from "react-router";
import { Badge } from "#app/ui/badge.tsx";
import { cx } from "#app/ui/cx.ts";
import { Pt } from "#app/ui/pt.tsx";
import { RelativeTime } from "#app/ui/relative-time.tsx";
import type { Column } from "#app/ui/table.tsx";
import type { StatementLine } from "#features/credits/schema";
import { m } from "#messages";
import { lineTitle } from "./statement-words.ts";

/** The columns of the statement; every line leads to its evidence. */
export function statementColumns(modelNames: Record<string, string>): Column<StatementLine>[] {
  return [
    {
      id: "what",
      header: m.credits_column_what(),
      cell: (line) => <What line={line} modelNames={modelNames} />,
    },
    {
      id: "at",
      header: m.credits_column_at(),
      cell: ({ atMs }) => <RelativeTime atMs={atMs} absolute />,
    },
    {
      id: "amount",
      header: m.credits_column_amount(),
      align: "end",
      cell: ({ amountMicroPt, detail }) => (
        <Pt
          microPt={amountMicroPt}
          signed
          bare
          mark={detail.estimated === true ? "estimated" : undefined}
          className={cx(amountMicroPt > 0 && "text-success", amountMicroPt === 0 && "text-muted")}
        />
      ),
    },
    {
      id: "held",
      header: m.credits_column_held(),
      align: "end",
      optional: true,
      cell: ({ heldDeltaMicroPt }) => (
        <Pt microPt={heldDeltaMicroPt} signed bare className="text-muted" />
      ),
    },
    {
      id: "balance",
      header: m.credits_column_balance(),
      align: "end",
      cell: ({ balanceAfterMicroPt }) => <Pt microPt={balanceAfterMicroPt} bare />,
    },
  ];
}

function What({ line, modelNames }: { line: StatementLine; modelNames: Record<string, string> }) {
  const { transactionId, detail } = line;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2">
      <Link
        to={`/credits/transactions/${transactionId}`}
        className="rounded-sm text-accent hover:underline"
      >
        {lineTitle(line)}
      </Link>
      {detail.model === undefined ? null : (
        <span className="font-normal text-muted">{modelNames[detail.model] ?? detail.model}</span>
      )}
      {detail.apiKeyId === undefined ? null : <Badge>API</Badge>}
    </span>
  );
}

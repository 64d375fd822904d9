import { Card } from "#app/ui/card.tsx";
import { type Column, Table } from "#app/ui/table.tsx";
import type { DiscrepancyView } from "#features/reconciliation/schema";
import { m } from "#messages";
import { plainQuery } from "./plain-query.ts";
import { figureName, formatFigure } from "./reconciliation-words.ts";

/** One amount or word as both sides say it. */
interface Compared {
  name: string;
  expected: string | null;
  found: string | null;
  differs: string | null;
}

function amountsOf({ expected, found, unit, currency }: DiscrepancyView): Compared[] {
  const names = [...new Set([...Object.keys(expected ?? {}), ...Object.keys(found ?? {})])];
  const say = (amount: number | undefined) =>
    amount === undefined ? null : formatFigure(amount, unit, currency);
  return names.map((name) => {
    const difference = (expected?.[name] ?? 0) - (found?.[name] ?? 0);
    return {
      name,
      expected: say(expected?.[name]),
      found: say(found?.[name]),
      differs: difference === 0 ? null : formatFigure(difference, unit, currency),
    };
  });
}

function wordsOf({ words }: DiscrepancyView): Compared[] {
  return Object.keys(words?.expected ?? {}).map((name) => ({
    name,
    expected: words?.expected[name] ?? null,
    found: words?.found[name] ?? null,
    differs: null,
  }));
}

function Said({ text }: { text: string | null }) {
  return text === null ? (
    <span className="text-muted">{m.closing_reconciliation_none_there()}</span>
  ) : (
    <bdi className="figures text-nowrap">{text}</bdi>
  );
}

function columnsOf(): Column<Compared>[] {
  return [
    {
      id: "name",
      header: m.closing_reconciliation_amount(),
      cell: ({ name }) => figureName(name),
    },
    {
      id: "expected",
      header: m.closing_reconciliation_column_expected(),
      align: "end",
      cell: ({ expected }) => <Said text={expected} />,
    },
    {
      id: "found",
      header: m.closing_reconciliation_column_found(),
      align: "end",
      cell: ({ found }) => <Said text={found} />,
    },
    {
      id: "differs",
      header: m.closing_reconciliation_column_differs(),
      align: "end",
      cell: ({ differs }) =>
        differs === null ? (
          <span className="text-muted">–</span>
        ) : (
          <bdi className="figures font-medium text-nowrap text-danger">{differs}</bdi>
        ),
    },
  ];
}

/** What both books say, amount by amount. Nothing where there are no amounts to compare. */
export function BothSides({ view }: { view: DiscrepancyView }) {
  const rows = [...amountsOf(view), ...wordsOf(view)];
  if (rows.length === 0) return null;
  return (
    <Card flush title={m.closing_reconciliation_both_sides()}>
      <Table
        caption={m.closing_reconciliation_both_sides()}
        rows={rows}
        columns={columnsOf()}
        rowId={({ name }) => name}
        query={plainQuery}
        empty={null}
      />
    </Card>
  );
}

/** One measured line of `npm run bench`. `ratio` is what the target speaks of. */
export interface Figure {
  name: string;
  value: string;
  baseline: string;
  ratio: string;
  target: string;
  ok: boolean;
}

/** The value below which `share` (0 to 1) of the sample lies, by nearest rank. */
export function percentile(sample: number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(sample: number[]): number {
  return percentile(sample, 0.5);
}

/** A plain text table of the figures. */
export function tableOf(figures: Figure[]): string {
  const rows = [
    ["figure", "value", "baseline", "ratio", "target", ""],
    ...figures.map((one) => [
      one.name,
      one.value,
      one.baseline,
      one.ratio,
      one.target,
      one.ok ? "ok" : "MISSED",
    ]),
  ];
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
    .join("\n");
}

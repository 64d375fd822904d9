import { useId } from "react";
import { m } from "#messages";
import { cx } from "./cx.ts";
import { Disclosure } from "./disclosure.tsx";

export interface ChartSeries {
  name: string;
  values: readonly number[];
}

interface ChartProps {
  title: string;
  /** One for each point along the base. */
  labels: readonly string[];
  series: readonly ChartSeries[];
  kind?: "bar" | "line";
  format: (value: number) => string;
  /** Says beside the title that the last point is still moving. */
  provisional?: boolean;
}

const WIDTH = 720;
const HEIGHT = 200;
const BASE = HEIGHT - 8;
const TOP = 8;
const fills = [
  "fill-chart-1",
  "fill-chart-2",
  "fill-chart-3",
  "fill-chart-4",
  "fill-chart-5",
  "fill-chart-6",
];
const strokes = [
  "stroke-chart-1",
  "stroke-chart-2",
  "stroke-chart-3",
  "stroke-chart-4",
  "stroke-chart-5",
  "stroke-chart-6",
];

/** The next 1, 2 or 5 times a power of ten: the top of the scale. */
export function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}

/** Bars (stacked) or lines over a common scale, with the same figures as a table below. */
export function Chart(props: ChartProps) {
  const { title, labels, series, kind = "bar", format, provisional = false } = props;
  const titleId = useId();
  const sums = labels.map((_, at) => series.reduce((sum, one) => sum + (one.values[at] ?? 0), 0));
  const highest = kind === "bar" ? sums : series.flatMap(({ values }) => [...values]);
  const ceiling = niceCeiling(Math.max(0, ...highest));
  return (
    <figure aria-labelledby={titleId}>
      <figcaption className="mb-3 flex flex-wrap items-baseline gap-x-5 gap-y-1">
        <span id={titleId} className="font-medium">
          {title}
        </span>
        {provisional ? <span className="text-xs text-muted">{m.shell_provisional()}</span> : null}
        {series.length > 1 ? <Key series={series} /> : null}
      </figcaption>
      <p className="figures text-xs text-muted">{format(ceiling)}</p>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-44 w-full sm:h-auto rtl:-scale-x-100"
        aria-hidden="true"
      >
        {[0, 0.5, 1].map((part) => (
          <line
            key={part}
            x1="0"
            x2={WIDTH}
            y1={yOf(part * ceiling, ceiling)}
            y2={yOf(part * ceiling, ceiling)}
            className="stroke-line"
            vectorEffect="non-scaling-stroke"
          />
        ))}
        {kind === "bar" ? (
          <Bars labels={labels} series={series} ceiling={ceiling} />
        ) : (
          <Lines labels={labels} series={series} ceiling={ceiling} />
        )}
      </svg>
      <div className="figures flex justify-between text-xs text-muted">
        <span>{labels[0]}</span>
        <span>{labels.at(-1)}</span>
      </div>
      <ChartTable {...props} />
    </figure>
  );
}

function yOf(value: number, ceiling: number): number {
  return BASE - (value / ceiling) * (BASE - TOP);
}

function Key({ series }: { series: readonly ChartSeries[] }) {
  return (
    <span className="flex flex-wrap gap-x-4">
      {series.map(({ name }, index) => (
        <span key={name} className="inline-flex items-center gap-1.5 text-muted">
          <svg viewBox="0 0 8 8" className="size-2" aria-hidden="true">
            <rect width="8" height="8" rx="2" className={fills[index % fills.length]} />
          </svg>
          {name}
        </span>
      ))}
    </span>
  );
}

interface MarksProps {
  labels: readonly string[];
  series: readonly ChartSeries[];
  ceiling: number;
}

function Bars({ labels, series, ceiling }: MarksProps) {
  const step = WIDTH / Math.max(1, labels.length);
  const width = Math.min(40, step * 0.7);
  return labels.map((label, at) => (
    <g key={label}>
      {series.map(({ name, values }, index) => {
        const below = series.slice(0, index).reduce((sum, one) => sum + (one.values[at] ?? 0), 0);
        const value = values[at] ?? 0;
        const top = yOf(below + value, ceiling);
        return (
          <rect
            key={name}
            x={at * step + (step - width) / 2}
            y={top}
            width={width}
            height={yOf(below, ceiling) - top}
            className={fills[index % fills.length]}
          />
        );
      })}
    </g>
  ));
}

function Lines({ labels, series, ceiling }: MarksProps) {
  const step = WIDTH / Math.max(1, labels.length - 1);
  return series.map(({ name, values }, index) => (
    <polyline
      key={name}
      points={values.map((value, at) => `${at * step},${yOf(value, ceiling)}`).join(" ")}
      className={cx("fill-none", strokes[index % strokes.length])}
      strokeWidth="2"
      vectorEffect="non-scaling-stroke"
      strokeLinejoin="round"
    />
  ));
}

function ChartTable({ title, labels, series, format }: ChartProps) {
  return (
    <Disclosure summary={m.shell_chart_table()} className="mt-3 text-xs">
      <div className="mt-2 max-h-72 overflow-auto rounded-md border border-line text-sm">
        <table className="w-full">
          <caption className="sr-only">{title}</caption>
          <thead>
            <tr className="border-b border-line text-muted">
              <th scope="col" className="px-3 py-1.5">
                <span className="sr-only">{title}</span>
              </th>
              {series.map(({ name }) => (
                <th key={name} scope="col" className="px-3 py-1.5 text-end font-normal">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, at) => (
              <tr key={label} className="border-b border-line last:border-0">
                <th scope="row" className="px-3 py-1.5 text-start font-normal">
                  {label}
                </th>
                {series.map(({ name, values }) => (
                  <td key={name} className="px-3 py-1.5 text-end">
                    {format(values[at] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Disclosure>
  );
}

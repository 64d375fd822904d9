import { cx } from "./cx.ts";

export interface MeterSegment {
  /** What this part is, for the key and for screen readers. */
  label: string;
  value: number;
  /** The value in words. */
  text: string;
  look: "available" | "held" | "expiring" | "used";
}

const fills = {
  available: "fill-accent-fill",
  held: "fill-chart-2",
  expiring: "fill-chart-3",
  used: "fill-field",
} as const;

const dots = {
  available: "bg-accent-fill",
  held: "bg-chart-2",
  expiring: "bg-chart-3",
  used: "bg-field",
} as const;

interface MeterProps {
  label: string;
  segments: MeterSegment[];
  /** Shows what each colour is. */
  withKey?: boolean;
}

const WIDTH = 1000;
const GAP = 6;
const LEAST = 8;

function sumBefore(segments: MeterSegment[], index: number): number {
  return segments.slice(0, index).reduce((sum, { value }) => sum + value, 0);
}

/** A bar of parts that make a whole. Its text says everything its colours do. */
export function Meter({ label, segments, withKey = false }: MeterProps) {
  const shown = segments.filter(({ value }) => value > 0);
  const total = shown.reduce((sum, { value }) => sum + value, 0);
  const words = segments.map((one) => `${one.label}: ${one.text}`).join(", ");
  return (
    <div>
      <svg
        role="img"
        aria-label={`${label}. ${words}`}
        viewBox={`0 0 ${WIDTH} 6`}
        preserveAspectRatio="none"
        className="block h-1.5 w-full overflow-hidden rounded-full bg-sunken rtl:-scale-x-100"
      >
        {shown.map((one, index) => (
          <rect
            key={one.label}
            x={(sumBefore(shown, index) / total) * WIDTH}
            width={Math.max(
              (one.value / total) * WIDTH - (index < shown.length - 1 ? GAP : 0),
              LEAST,
            )}
            height="6"
            className={fills[one.look]}
          />
        ))}
      </svg>
      {withKey ? (
        <ul className="mt-3 flex flex-wrap gap-x-5 gap-y-1.5">
          {segments.map((one) => (
            <li key={one.label} className="flex items-center gap-2">
              <span aria-hidden="true" className={cx("size-2 rounded-full", dots[one.look])} />
              <span className="text-muted">{one.label}</span>
              <span className="figures font-medium">{one.text}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

import { m } from "#messages";
import { cx } from "./cx.ts";
import { formatPt, type PtOptions } from "./format.ts";

interface PtProps extends PtOptions {
  microPt: number;
  /** Says beside the figure that it is not final. */
  mark?: "estimated" | "provisional" | undefined;
  className?: string;
}

/** An amount of PT; the exact one is on hover. */
export function Pt({ microPt, mark, className, ...options }: PtProps) {
  return (
    <span className={cx("figures whitespace-nowrap", className)}>
      <span title={formatPt(microPt, { exact: true })}>{formatPt(microPt, options)}</span>
      {mark === undefined ? null : (
        <span className="ms-1 text-xs text-muted">
          {mark === "estimated" ? m.shell_estimated() : m.shell_provisional()}
        </span>
      )}
    </span>
  );
}

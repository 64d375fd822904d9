import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type Tone = "info" | "success" | "warning" | "danger";

const looks = {
  info: { icon: Info, box: "bg-info-soft border-info/25", mark: "text-info" },
  success: { icon: CircleCheck, box: "bg-success-soft border-success/25", mark: "text-success" },
  warning: { icon: TriangleAlert, box: "bg-warning-soft border-warning/25", mark: "text-warning" },
  danger: { icon: CircleAlert, box: "bg-danger-soft border-danger/25", mark: "text-danger" },
} as const;

interface NoticeProps {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  /** What can be done about it, at its end. */
  actions?: ReactNode;
  /** Read out at once when it appears. */
  urgent?: boolean;
}

/** A message that stays in the page, beside what it is about. */
export function Notice({ tone = "info", title, children, actions, urgent }: NoticeProps) {
  const { icon: Icon, box, mark } = looks[tone];
  return (
    <div
      role={urgent === true ? "alert" : undefined}
      className={cx("flex items-start gap-3 rounded-md border px-3.5 py-3", box)}
    >
      <Icon aria-hidden="true" className={cx("mt-0.5 size-4 flex-none", mark)} />
      <div className="min-w-0 flex-1">
        {title === undefined ? null : <p className="font-medium">{title}</p>}
        {children}
        {actions === undefined ? null : <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}

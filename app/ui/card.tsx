import type { ReactNode } from "react";
import { cx } from "./cx.ts";

interface CardProps {
  title?: ReactNode;
  description?: ReactNode;
  /** At the end of the title's line. */
  actions?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  /** Lets tables and lists reach the border. */
  flush?: boolean;
  tone?: "plain" | "danger";
  id?: string;
}

/** A section of a page inside one hairline. Cards do not nest. */
export function Card(props: CardProps) {
  const {
    title,
    description,
    actions,
    children,
    footer,
    flush = false,
    tone = "plain",
    id,
  } = props;
  return (
    <section
      id={id}
      className={cx(
        "overflow-clip rounded-md border bg-surface",
        tone === "danger" ? "border-danger/40" : "border-line",
      )}
    >
      {title === undefined ? null : (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 px-5 pt-4">
          <div className="min-w-0">
            <h2 className="text-base">{title}</h2>
            {description === undefined ? null : (
              <p className="mt-0.5 max-w-prose text-muted">{description}</p>
            )}
          </div>
          {actions === undefined ? null : (
            <div className="flex flex-wrap items-center gap-2">{actions}</div>
          )}
        </header>
      )}
      <div className={flush ? cx(title !== undefined && "mt-4 border-t border-line") : "p-5"}>
        {children}
      </div>
      {footer === undefined ? null : (
        <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line bg-paper px-5 py-3">
          {footer}
        </footer>
      )}
    </section>
  );
}

import type { ReactNode } from "react";
import { cx } from "./cx.ts";

interface PageProps {
  children: ReactNode;
  /** `form` for settings and forms, `list` for tables and dashboards, `full` for work surfaces. */
  width?: "form" | "list" | "full";
}

const widths = { form: "max-w-3xl", list: "max-w-6xl", full: "max-w-none" } as const;

/** The measure and the margins of a page inside the shell. */
export function Page({ children, width = "list" }: PageProps) {
  return (
    <div className={cx("mx-auto w-full px-4 py-6 sm:px-8 sm:py-8", widths[width])}>{children}</div>
  );
}

import { Download } from "lucide-react";
import { buttonClass } from "#app/ui/button-class.ts";
import { m } from "#messages";

interface ExportLinksProps {
  /** What is downloaded, for those who do not see the row. */
  name: string;
  path: (format: "csv" | "json") => string;
}

/** The same file in both formats. */
export function ExportLinks({ name, path }: ExportLinksProps) {
  return (
    <span className="inline-flex gap-2">
      {(["csv", "json"] as const).map((format) => (
        <a
          key={format}
          href={path(format)}
          download
          aria-label={m.closing_download({ name, format: format.toUpperCase() })}
          className={buttonClass({ variant: "secondary", size: "sm" })}
        >
          <Download aria-hidden="true" className="size-3.5" />
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}

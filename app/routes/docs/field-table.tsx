import type { ReactNode } from "react";
import { english } from "#app/ui/english-only.tsx";
import { m } from "#messages";
import type { FieldRow } from "./schema-fields.ts";

interface FieldTableProps {
  caption: string;
  rows: FieldRow[];
}

/** Sets what stands between backticks as code. */
function withCode(text: string): ReactNode[] {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- the parts of one text never move
      <code key={index} className="font-mono text-xs text-ink">
        {part}
      </code>
    ),
  );
}

/** Names, types and meanings, one below the other: it reads on a phone as on a desk. */
export function FieldTable({ caption, rows }: FieldTableProps) {
  return (
    <dl
      {...english}
      aria-label={caption}
      className="divide-y divide-line rounded-md border border-line bg-surface text-start"
    >
      {rows.map(({ name, type, required, description }) => (
        <div key={name} className="px-3.5 py-2.5">
          <dt className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
            <code className="font-mono text-[13px] font-medium break-all">{name}</code>
            <span className="font-mono text-xs text-muted [overflow-wrap:anywhere]">{type}</span>
            {required ? <span className="text-xs text-selvedge">{m.shell_required()}</span> : null}
          </dt>
          {description === "" ? null : (
            <dd className="mt-0.5 text-muted">{withCode(description)}</dd>
          )}
        </div>
      ))}
    </dl>
  );
}

import { useEffect, useRef } from "react";
import { Badge } from "#app/ui/badge.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { m } from "#messages";
import type { ModelChange } from "./card-diff.ts";

export interface Review {
  changes: ModelChange[];
  /** The card as it was reviewed; publishing sends it back. */
  reviewed: string;
  version: number;
}

const tones = { added: "success", removed: "danger", changed: "info" } as const;

function kindWord(kind: ModelChange["kind"]): string {
  switch (kind) {
    case "added":
      return m.models_added();
    case "removed":
      return m.models_removed();
    case "changed":
      return m.models_changed();
  }
}

/** What publishing would change, and the button that does it. */
export function CardReview({ review }: { review: Review }) {
  const { changes, reviewed, version } = review;
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div ref={ref} tabIndex={-1} className="outline-none">
      <Card
        title={m.models_review_title({ version })}
        description={changes.length === 0 ? m.models_review_none() : m.models_review_about()}
        footer={
          changes.length === 0 ? undefined : (
            <Button type="submit" name="intent" value="publish" variant="primary">
              {m.models_publish({ version })}
            </Button>
          )
        }
      >
        <input type="hidden" name="reviewed" value={reviewed} />
        <ul className="grid gap-3">
          {changes.map((change) => (
            <li key={change.id}>
              <p className="flex items-center gap-2">
                <Badge tone={tones[change.kind]}>{kindWord(change.kind)}</Badge>
                <code dir="ltr" className="font-mono">
                  {change.id}
                </code>
              </p>
              {change.kind === "changed" ? (
                <ul className="mt-1.5 grid gap-1 ps-4">
                  {change.changes.map(({ field, before, after }) => (
                    <li key={field} dir="ltr" className="figures text-muted">
                      <code className="font-mono text-xs">{field}</code>{" "}
                      <del className="text-danger">{before ?? "—"}</del>
                      {" → "}
                      <ins className="font-medium text-success no-underline">{after ?? "—"}</ins>
                    </li>
                  ))}
                </ul>
              ) : null}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

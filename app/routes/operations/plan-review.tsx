import { useEffect, useRef } from "react";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { formatNumber } from "#app/ui/format.ts";
import { m } from "#messages";
import type { TermChange } from "./plan-diff.ts";

export interface Review {
  changes: TermChange[];
  /** The terms as they were reviewed; publishing sends it back. */
  reviewed: string;
  version: number;
  /** Workspaces on any version of the plan: they keep theirs. */
  keeping: number;
}

/** What publishing would change and for whom, and the button that does it. */
export function PlanReview({ review }: { review: Review }) {
  const { changes, reviewed, version, keeping } = review;
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  const isSame = changes.length === 0;
  return (
    <div ref={ref} tabIndex={-1} className="outline-none">
      <Card
        title={m.plans_review_title({ version })}
        description={isSame ? m.plans_review_none() : m.plans_review_about()}
        footer={
          isSame ? undefined : (
            <Button type="submit" name="intent" value="publish" variant="primary">
              {m.plans_publish({ version })}
            </Button>
          )
        }
      >
        <input type="hidden" name="reviewed" value={reviewed} />
        {isSame ? null : (
          <dl className="grid gap-2">
            {changes.map(({ label, before, after }) => (
              <div key={label} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
                <dt className="text-muted sm:w-72">{label}</dt>
                <dd className="figures flex flex-wrap items-baseline gap-x-2">
                  <del className="text-danger">{before}</del>
                  <span aria-hidden="true" className="inline-block rtl:-scale-x-100">
                    →
                  </span>
                  <ins className="font-medium text-success no-underline">{after}</ins>
                </dd>
              </div>
            ))}
          </dl>
        )}
        <p className="mt-4 border-t border-line pt-4 text-muted">
          {m.plans_review_keeping({ count: keeping, figure: formatNumber(keeping) })}
        </p>
      </Card>
    </div>
  );
}

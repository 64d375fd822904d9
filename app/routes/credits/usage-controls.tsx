import { Form, useSearchParams, useSubmit } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Select } from "#app/ui/select.tsx";
import { m } from "#messages";
import { usageGroups, usageSpans, type ShownGroup, type UsageQuery } from "./usage-query.ts";

interface UsageControlsProps {
  wanted: UsageQuery;
  alone: boolean;
}

function groupOption(by: ShownGroup): string {
  switch (by) {
    case "model":
      return m.credits_group_model();
    case "feature":
      return m.credits_group_feature();
    case "member":
      return m.credits_group_member();
  }
}

/** What the usage is told apart by, and for how long; in the address, without script too. */
export function UsageControls({ wanted, alone }: UsageControlsProps) {
  const [params] = useSearchParams();
  const submit = useSubmit();
  const kind = params.get("kind");
  const groups = usageGroups.filter((by) => by !== "member" || !alone);
  return (
    <Form
      method="get"
      preventScrollReset
      className="flex flex-wrap items-center gap-2"
      onChange={({ currentTarget }) => {
        void submit(currentTarget, { replace: true, preventScrollReset: true });
      }}
    >
      {kind === null ? null : <input type="hidden" name="kind" value={kind} />}
      <Select
        name="by"
        aria-label={m.credits_group()}
        defaultValue={wanted.by}
        options={groups.map((by) => ({ value: by, label: groupOption(by) }))}
      />
      <Select
        name="days"
        aria-label={m.credits_span()}
        defaultValue={wanted.span}
        options={usageSpans.map((span) => ({
          value: span,
          label: m.credits_span_days({ count: Number(span) }),
        }))}
      />
      <noscript>
        <Button type="submit">{m.shell_table_apply()}</Button>
      </noscript>
    </Form>
  );
}

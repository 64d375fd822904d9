import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Select } from "#app/ui/select.tsx";
import type { BillingView } from "#features/billing/schema";
import { m } from "#messages";

const pauseMonths = [1, 2, 3];

function PauseForm() {
  return (
    <Form name="pause" className="max-w-sm">
      <input type="hidden" name="intent" value="pause" />
      <Field name="months" label={m.billing_plan_pause_for()} hint={m.billing_plan_pause_hint()}>
        <Select
          options={pauseMonths.map((count) => ({
            value: String(count),
            label: m.billing_plan_pause_months({ count }),
          }))}
        />
      </Field>
      <Button type="submit" className="justify-self-start">
        {m.billing_plan_pause()}
      </Button>
    </Form>
  );
}

/** Pausing and leaving: no harder than coming. */
export function LeaveCard({ billing }: { billing: BillingView }) {
  const { state, subscription, comingUp, mayChange } = billing;
  if (!mayChange || subscription === null || subscription.cancelAtMs !== null) return null;
  if (state === "ended" || state === "free" || state === "not-connected") return null;
  const canPause =
    state === "active" && subscription.interval === "month" && comingUp?.kind === "renewal";
  const cancel = <LinkButton to="/billing/cancel">{m.billing_plan_cancel()}</LinkButton>;
  if (canPause) {
    return (
      <Card
        title={m.billing_plan_leave()}
        description={m.billing_plan_leave_text()}
        actions={cancel}
      >
        <PauseForm />
      </Card>
    );
  }
  return (
    <Card title={m.billing_plan_leave_only()} description={m.billing_plan_leave_text()}>
      {cancel}
    </Card>
  );
}

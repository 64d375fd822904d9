import { ChevronRight } from "lucide-react";
import { useNavigation } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import type { BillingView } from "#features/billing/schema";
import { m } from "#messages";

/** A code for a discount on the running subscription. */
export function PromotionCard({ billing }: { billing: BillingView }) {
  const navigation = useNavigation();
  const { state, subscription, mayChange } = billing;
  const isRunning = state === "active" || state === "trial";
  if (!mayChange || !isRunning || subscription === null || subscription.discount !== null) {
    return null;
  }
  return (
    <details className="group px-1">
      <summary className="inline-flex items-center gap-1 rounded-sm text-muted hover:text-ink">
        <ChevronRight
          aria-hidden="true"
          className="size-4 transition-transform group-open:rotate-90 rtl:-scale-x-100"
        />
        {m.billing_plan_promotion()}
      </summary>
      <Form name="promotion" className="mt-4 max-w-sm">
        <input type="hidden" name="intent" value="promotion" />
        <Field name="code" label={m.billing_plan_promotion_code()} required>
          <TextInput mono maxLength={100} autoComplete="off" />
        </Field>
        <Button
          type="submit"
          pending={navigation.formData?.get("intent") === "promotion"}
          className="justify-self-start"
        >
          {m.billing_plan_promotion_use()}
        </Button>
      </Form>
    </details>
  );
}

import { Button } from "#app/ui/button.tsx";
import { Dialog } from "#app/ui/dialog.tsx";
import { DialogTrigger } from "#app/ui/dialog-trigger.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatMoney } from "#app/ui/format.ts";
import { Select } from "#app/ui/select.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import type { PaymentView } from "#features/payments/schema";
import { m } from "#messages";

/** Gives money of one payment back. What the key names is refunded once, however often it is sent. */
export function RefundDialog({ payment }: { payment: PaymentView }) {
  const { id, receivedMinor, refundedMinor, currency } = payment;
  const leftMinor = receivedMinor - refundedMinor;
  const dialog = `refund-${id}`;
  const formName = `refund-form-${id}`;
  return (
    <>
      <DialogTrigger dialog={dialog} size="sm">
        {m.payments_refund()}
      </DialogTrigger>
      <Dialog id={dialog} title={m.payments_refund_title()} description={m.payments_refund_about()}>
        <div className="text-start">
          <Form name={formName}>
            <input type="hidden" name="id" value={id} />
            <input type="hidden" name="key" value={`${id}:${refundedMinor}`} />
            <Field
              name="amount"
              label={m.payments_refund_amount({ currency: currency.toUpperCase() })}
              hint={m.payments_refund_left({ amount: formatMoney(leftMinor, currency) })}
              required
            >
              <TextInput mono inputMode="decimal" defaultValue={(leftMinor / 100).toFixed(2)} />
            </Field>
            <Field name="reason" label={m.payments_refund_reason()}>
              <Select
                options={[
                  { value: "requested_by_customer", label: m.payments_reason_requested() },
                  { value: "duplicate", label: m.payments_reason_duplicate() },
                  { value: "fraudulent", label: m.payments_reason_fraudulent() },
                ]}
              />
            </Field>
            <Field name="comment" label={m.payments_refund_comment()} optional>
              <Textarea rows={2} maxLength={500} dir="auto" />
            </Field>
            <div className="flex justify-end">
              <Button type="submit" variant="danger">
                {m.payments_refund()}
              </Button>
            </div>
          </Form>
        </div>
      </Dialog>
    </>
  );
}

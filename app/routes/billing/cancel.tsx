import { Form as PlainForm, redirect, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatDate, formatPercent } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { Select } from "#app/ui/select.tsx";
import { Textarea } from "#app/ui/textarea.tsx";
import { Problem } from "#core/problem";
import {
  acceptRetentionOffer,
  cancelSubscription,
  getBilling,
  getRetentionOffer,
} from "#features/billing";
import { cancelReasons, type RetentionOfferView } from "#features/billing/schema";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/cancel";

export const handle = { crumb: () => m.billing_cancel_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.billing_cancel_title()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [billing, offer] = await Promise.all([getBilling(ctx), getRetentionOffer(ctx)]);
  const { subscription, state } = billing;
  const isOver = subscription === null || state === "ended" || subscription.cancelAtMs !== null;
  if (isOver) throw redirect("/billing");
  return { subscription, state, offer };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (form.get("intent")) {
    case "cancel": {
      const reason = cancelReasons.find((one) => one === form.get("reason"));
      const comment = textField(form, "comment");
      await cancelSubscription(ctx, {
        ...(reason === undefined ? {} : { reason }),
        ...(comment === undefined ? {} : { comment }),
      });
      break;
    }
    case "discount":
      await acceptRetentionOffer(ctx, { kind: "discount" });
      break;
    case "pause":
      await acceptRetentionOffer(ctx, { kind: "pause" });
      break;
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
  return redirect("/billing");
}

const reasonNames: Record<(typeof reasons)[number], () => string> = {
  too_expensive: m.billing_cancel_reason_expensive,
  missing_features: m.billing_cancel_reason_features,
  switched_service: m.billing_cancel_reason_switched,
  unused: m.billing_cancel_reason_unused,
  customer_service: m.billing_cancel_reason_service,
  too_complex: m.billing_cancel_reason_complex,
  low_quality: m.billing_cancel_reason_quality,
  other: m.billing_cancel_reason_other,
};
const reasons = [
  "too_expensive",
  "missing_features",
  "switched_service",
  "unused",
  "customer_service",
  "too_complex",
  "low_quality",
  "other",
] as const;

function discountWords({ percentOff, months }: NonNullable<RetentionOfferView["discount"]>) {
  const percent = formatPercent(percentOff);
  return months === 0
    ? m.billing_cancel_offer_once({ percent })
    : m.billing_cancel_offer_months({ percent, count: months });
}

function Offer({ offer, pending }: { offer: RetentionOfferView; pending: boolean }) {
  const { state, discount, pauseMonths } = offer;
  if (state !== "available") return null;
  return (
    <Card title={m.billing_cancel_offer()} description={m.billing_cancel_offer_text()}>
      <PlainForm method="post" className="flex flex-wrap gap-3">
        {discount === null ? null : (
          <Button type="submit" variant="primary" name="intent" value="discount" pending={pending}>
            {discountWords(discount)}
          </Button>
        )}
        {pauseMonths === null ? null : (
          <Button type="submit" name="intent" value="pause" pending={pending}>
            {m.billing_cancel_offer_pause({ count: pauseMonths })}
          </Button>
        )}
      </PlainForm>
    </Card>
  );
}

/** The second and last click on the way out, with one offer beside it. */
export default function Cancel({ loaderData }: Route.ComponentProps) {
  const navigation = useNavigation();
  const { subscription, state, offer } = loaderData;
  const pending = navigation.formMethod === "POST";
  const endsNow = state === "incomplete" || state === "paused" || subscription.status === "unpaid";
  return (
    <div className="grid grid-cols-1 gap-6">
      <Offer offer={offer} pending={pending} />
      <Card
        title={m.billing_cancel_title()}
        description={
          endsNow
            ? m.billing_cancel_text_now()
            : m.billing_cancel_text({ date: formatDate(subscription.periodEndsAtMs) })
        }
      >
        <Form name="cancel" className="max-w-md">
          <input type="hidden" name="intent" value="cancel" />
          <Field name="reason" label={m.billing_cancel_reason()} optional>
            <Select
              options={[
                { value: "", label: m.billing_cancel_reason_none() },
                ...reasons.map((value) => ({ value, label: reasonNames[value]() })),
              ]}
            />
          </Field>
          <Field name="comment" label={m.billing_cancel_comment()} optional>
            <Textarea dir="auto" maxLength={500} rows={3} />
          </Field>
          <div className="flex flex-wrap gap-3">
            <Button type="submit" variant="danger" pending={pending}>
              {m.billing_cancel_do()}
            </Button>
            <LinkButton to="/billing">{m.billing_cancel_keep()}</LinkButton>
          </div>
        </Form>
      </Card>
    </div>
  );
}

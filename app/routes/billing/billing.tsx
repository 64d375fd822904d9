import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import {
  applyPromotionCode,
  cancelScheduledChange,
  getBilling,
  openPortal,
  pauseSubscription,
  resumeSubscription,
  unpauseSubscription,
} from "#features/billing";
import { getDunning } from "#features/payments";
import { m } from "#messages";
import { textField } from "../chat/form-fields.ts";
import type { Route } from "./+types/billing";
import { LeaveCard } from "./leave-card.tsx";
import { PeriodCard } from "./period-card.tsx";
import { PlanCard } from "./plan-card.tsx";
import { PromotionCard } from "./promotion-card.tsx";
import { StateNotice } from "./state-notice.tsx";

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.billing_layout_title()} · ${m.brand_name()}` }];
}

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const [billing, dunning] = await Promise.all([getBilling(ctx), getDunning(ctx)]);
  return { billing, dunning };
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (form.get("intent")) {
    case "resume":
      await resumeSubscription(ctx);
      break;
    case "unschedule":
      await cancelScheduledChange(ctx);
      break;
    case "pause":
      await pauseSubscription(ctx, { months: Number(textField(form, "months")) });
      break;
    case "unpause":
      await unpauseSubscription(ctx);
      break;
    case "promotion":
      await applyPromotionCode(ctx, { code: textField(form, "code") ?? "" });
      break;
    case "payment-method":
      return redirect((await openPortal(ctx, { flow: "payment_method_update" })).url);
    case "portal":
      return redirect((await openPortal(ctx)).url);
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
  return redirect("/billing");
}

/** The plan, what it gives, what comes next, and what can be done about it. */
export default function Billing({ loaderData }: Route.ComponentProps) {
  const { billing, dunning } = loaderData;
  return (
    <div className="grid grid-cols-1 gap-6">
      <StateNotice billing={billing} dunning={dunning} />
      <PlanCard billing={billing} />
      <PeriodCard billing={billing} />
      <PromotionCard billing={billing} />
      <LeaveCard billing={billing} />
    </div>
  );
}

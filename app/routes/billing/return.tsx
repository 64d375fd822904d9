import { CircleCheck, Clock } from "lucide-react";
import { ctxOf } from "#app/context.ts";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { formatPt } from "#app/ui/format.ts";
import { LinkButton } from "#app/ui/link-button.tsx";
import { planTitle } from "#app/ui/plan-name.ts";
import { Problem } from "#core/problem";
import { concludeCheckout, getBilling } from "#features/billing";
import { concludePayment } from "#features/payments";
import { m } from "#messages";
import type { Route } from "./+types/return";
import { comingUpWords } from "./words.ts";

export const handle = { crumb: () => m.billing_layout_plan() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.billing_layout_title()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const sessionId = new URL(request.url).searchParams.get("session_id");
  if (sessionId === null) throw new Problem("not-found");
  const outcome = await concludeCheckout(ctx, sessionId);
  await concludePayment(ctx, outcome);
  return { outcome, billing: await getBilling(ctx) };
}

function titleOf({ outcome, billing }: Route.ComponentProps["loaderData"]): string {
  if (!outcome.complete) return m.billing_plan_return_open();
  if (outcome.mode !== "subscription") return m.billing_plan_return_paid();
  const plan = planTitle({ plan: billing.plan.slug, name: billing.plan.name });
  return billing.state === "trial"
    ? m.billing_plan_return_trial({ plan })
    : m.billing_plan_return_plan({ plan });
}

/** What a visit to Stripe's page has brought, without waiting for Stripe to call. */
export default function Return({ loaderData }: Route.ComponentProps) {
  const { outcome, billing } = loaderData;
  const { comingUp, availableMicroPt } = billing;
  const isPlan = outcome.mode === "subscription";
  return (
    <Card flush>
      <EmptyState
        icon={outcome.complete ? CircleCheck : Clock}
        title={titleOf(loaderData)}
        action={
          outcome.complete ? (
            <div className="flex flex-wrap justify-center gap-3">
              <LinkButton variant="primary" to="/chat">
                {m.billing_plan_return_chat()}
              </LinkButton>
              <LinkButton to="/billing">{m.billing_plan_return_billing()}</LinkButton>
            </div>
          ) : (
            <LinkButton variant="primary" to={isPlan ? "/billing/change" : "/billing"}>
              {m.billing_plan_return_again()}
            </LinkButton>
          )
        }
      >
        {outcome.complete ? (
          <>
            {m.billing_plan_return_pt({ amount: formatPt(availableMicroPt) })}
            {isPlan && comingUp !== null ? ` ${comingUpWords(comingUp)}` : ""}
          </>
        ) : (
          m.billing_plan_return_open_text()
        )}
      </EmptyState>
    </Card>
  );
}

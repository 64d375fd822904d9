import { redirect, useNavigation } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Notice } from "#app/ui/notice.tsx";
import { isProblemView } from "#app/ui/problem-view.ts";
import { Problem } from "#core/problem";
import { changePlan, getBilling, previewChange, startCheckout } from "#features/billing";
import type { BillingView } from "#features/billing/schema";
import { concludePayment } from "#features/payments";
import { m } from "#messages";
import { parseChoice } from "../pricing/choice.ts";
import type { Route } from "./+types/change";
import { BuyForm } from "./buy-form.tsx";
import { ChangeForm } from "./change-form.tsx";
import { loadChoices } from "./load-choices.ts";
import { parseChange, parsePurchase, parseTarget } from "./parse-change-form.ts";
import { PreviewCard } from "./preview-card.tsx";
import { RefusedNotice } from "./state-notice.tsx";

export const handle = { crumb: () => m.billing_change_title() };

export function meta(): Route.MetaDescriptors {
  return [{ title: `${m.billing_change_title()} · ${m.brand_name()}` }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const url = new URL(request.url);
  const billing = await getBilling(ctx);
  const asked = parseChoice(url);
  const currency = billing.currency ?? asked.currency;
  const choices = await loadChoices(ctx, currency);
  const plan = url.searchParams.get("plan");
  return {
    billing,
    choices,
    wanted: {
      plan: choices.some((one) => one.plan === plan) ? plan : null,
      interval: url.searchParams.has("interval") ? asked.interval : null,
      currency,
    },
  };
}

/** The PT of what was just paid are there when the next page is. */
async function bringIn(ctx: ReturnType<typeof ctxOf>, { subscription }: BillingView) {
  const invoiceId = subscription?.latestInvoiceId ?? null;
  await concludePayment(ctx, { invoiceId, paymentIntentId: null });
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const form = await request.formData();
  switch (form.get("intent")) {
    case "buy":
      return redirect((await startCheckout(ctx, parsePurchase(form))).url);
    case "preview":
      return { preview: await previewChange(ctx, parseTarget(form)) };
    case "confirm":
      await bringIn(ctx, await changePlan(ctx, parseChange(form)));
      return redirect("/billing");
    default:
      throw new Problem("bad-request", { detail: "The form does not say what to do." });
  }
}

/** Why nothing can be changed now; undefined when something can. */
function blockedWords({ billing }: Route.ComponentProps["loaderData"]): string | undefined {
  if (!billing.mayChange) return m.billing_plan_read_only();
  switch (billing.state) {
    case "not-connected":
      return m.billing_plan_not_connected_text();
    case "past-due":
    case "suspended":
    case "incomplete":
      return m.billing_change_unpaid();
    case "paused":
      return m.billing_change_paused();
    case "free":
    case "ended":
      return undefined;
    case "trial":
    case "active":
      if (billing.comingUp?.kind === "pause") return m.billing_change_paused();
      return billing.comingUp?.kind === "end" ? m.billing_change_ending() : undefined;
  }
}

/** Buying a plan, or changing the one there is after looking at what it costs. */
export default function Change({ loaderData, actionData }: Route.ComponentProps) {
  const navigation = useNavigation();
  const { billing, choices, wanted } = loaderData;
  const pending = navigation.formData?.get("intent");
  const blocked = blockedWords(loaderData);
  if (blocked !== undefined) return <Notice>{<p>{blocked}</p>}</Notice>;
  const { subscription, state } = billing;
  if (subscription === null || state === "ended" || state === "free") {
    return (
      <BuyForm
        choices={choices}
        wanted={wanted}
        fixedCurrency={billing.currency}
        trialAvailable={billing.trialAvailable}
        pending={pending === "buy"}
      />
    );
  }
  const outcome: { problem?: unknown; preview?: unknown } = actionData ?? {};
  const isConfirming = hasForm(actionData, "confirm");
  return (
    <div className="grid grid-cols-1 gap-6">
      {isConfirming && isProblemView(outcome.problem) ? (
        <RefusedNotice problem={outcome.problem} />
      ) : null}
      {actionData !== undefined && "preview" in actionData ? (
        <PreviewCard
          preview={actionData.preview}
          choices={choices}
          pending={pending === "confirm"}
        />
      ) : null}
      <ChangeForm
        subscription={subscription}
        choices={choices}
        wanted={wanted}
        pending={pending === "preview"}
      />
    </div>
  );
}

function hasForm(outcome: unknown, name: string): boolean {
  if (typeof outcome !== "object" || outcome === null || !("values" in outcome)) return false;
  const { values } = outcome;
  return typeof values === "object" && values !== null && "form" in values && values.form === name;
}

import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "#app/ui/badge.tsx";
import { buttonClass } from "#app/ui/button-class.ts";
import { cx } from "#app/ui/cx.ts";
import { formatBytes, formatNumber, formatPercent, formatPrice, formatPt } from "#app/ui/format.ts";
import { planTitle } from "#app/ui/plan-name.ts";
import { MICRO_PER_PT } from "#core/money";
import { m } from "#messages";
import type { Buyer } from "./buyer.ts";
import { takePath } from "./choice.ts";
import type { OfferedModel, OfferedPlan } from "./load-offer.ts";

const pt = (amount: number) => formatPt(amount * MICRO_PER_PT);

/** Keeps a name from breaking at its hyphen or space. */
const inOnePiece = (name: string) => name.replaceAll(" ", "\u00a0").replaceAll("-", "\u2011");

function Price({ plan, buyer: { choice } }: { plan: OfferedPlan; buyer: Buyer }) {
  const { amountMinor, savedMinor, isFree } = plan;
  const isYear = choice.interval === "year" && !isFree;
  return (
    <>
      <p className="mt-3 flex flex-wrap items-baseline gap-x-1.5">
        <span className="figures text-xl font-semibold tracking-[-0.02em]">
          {formatPrice(amountMinor, choice.currency)}
        </span>
        <span className="text-muted">
          {isFree ? m.plans_for_good() : isYear ? m.plans_a_year() : m.plans_a_month()}
        </span>
      </p>
      {choice.interval === "year" ? (
        <p className="min-h-5 text-xs text-muted">
          {savedMinor > 0
            ? m.plans_saves({ amount: formatPrice(savedMinor, choice.currency) })
            : null}
        </p>
      ) : null}
    </>
  );
}

function Fact({ children }: { children: ReactNode }) {
  return (
    <li className="flex items-start gap-2">
      <Check aria-hidden="true" className="mt-0.5 size-4 flex-none text-success" />
      <span>{children}</span>
    </li>
  );
}

function advancedWords({ hasAdvanced, advancedShareCapPercent }: OfferedPlan): string {
  if (!hasAdvanced) return m.plans_models_core();
  if (advancedShareCapPercent === null) return m.plans_models_all();
  return m.plans_models_capped({ percent: formatPercent(advancedShareCapPercent) });
}

function seatWords(plan: OfferedPlan, { choice }: Buyer): string {
  const { seatsIncluded, seatsMax, seatAmountMinor, seatPt } = plan;
  if (seatAmountMinor === undefined) return m.plans_seats({ count: seatsIncluded });
  return m.plans_seats_more({
    count: seatsIncluded,
    max: formatNumber(seatsMax),
    price: formatPrice(seatAmountMinor, choice.currency),
    amount: pt(seatPt),
  });
}

function Facts({ plan, buyer }: { plan: OfferedPlan; buyer: Buyer }) {
  return (
    <ul className="mt-5 grid gap-2.5">
      <Fact>{advancedWords(plan)}</Fact>
      <Fact>{seatWords(plan, buyer)}</Fact>
      <Fact>{m.plans_requests({ count: formatNumber(plan.requestsPerMinute) })}</Fact>
      <Fact>{m.plans_storage({ size: formatBytes(plan.storageBytes) })}</Fact>
      {plan.trialDays === 0 ? null : (
        <Fact>{m.plans_trial({ count: plan.trialDays, amount: pt(plan.trialPt) })}</Fact>
      )}
    </ul>
  );
}

/** PT of the plan, and what they come to with the model that answers by default. */
function Included({ plan, usual, buyer }: PlanCardProps) {
  const isYear = buyer.choice.interval === "year" && !plan.isFree;
  return (
    <div className="mt-4 border-t border-line pt-4">
      <p className="figures font-medium">
        {isYear
          ? m.plans_pt_year({ amount: pt(plan.ptAtOnce) })
          : m.plans_pt_month({ amount: pt(plan.ptPerMonth) })}
      </p>
      {usual === undefined ? null : (
        <p className="mt-0.5 text-muted">
          {m.plans_about_answers({
            count: usual.answers,
            figure: formatNumber(usual.answers),
            model: inOnePiece(usual.model),
          })}
        </p>
      )}
    </div>
  );
}

function Take({ plan, next, buyer }: PlanCardProps) {
  const { signedIn, ownPlan, isOpenForSale, choice } = buyer;
  const look = buttonClass({ variant: next ? "primary" : "secondary", wide: true });
  const name = planTitle(plan);
  if (plan.plan === ownPlan) {
    return (
      <a href="/billing" className={look}>
        {m.plans_manage()}
      </a>
    );
  }
  if (plan.isFree) {
    return signedIn ? null : (
      <a href="/register" className={look}>
        {m.home_start()}
      </a>
    );
  }
  if (!isOpenForSale) return <p className="py-2 text-center text-muted">{m.plans_not_yet()}</p>;
  return (
    <a href={takePath(plan.plan, choice, signedIn)} className={look}>
      {plan.trialDays > 0 && !signedIn
        ? m.plans_try({ plan: name })
        : m.plans_choose({ plan: name })}
    </a>
  );
}

interface PlanCardProps {
  plan: OfferedPlan;
  usual: { answers: number; model: string } | undefined;
  /** The next step up for whoever looks. */
  next: boolean;
  buyer: Buyer;
}

function PlanCard(props: PlanCardProps) {
  const { plan, next, buyer } = props;
  return (
    <li
      className={cx(
        "flex flex-col rounded-md border bg-surface p-5",
        next ? "border-accent/50" : "border-line",
      )}
    >
      <h2 className="flex items-center justify-between gap-2 text-base">
        <span dir="auto">{planTitle(plan)}</span>
        {plan.plan === buyer.ownPlan ? <Badge tone="accent">{m.plans_yours()}</Badge> : null}
      </h2>
      <Price plan={plan} buyer={buyer} />
      <Included {...props} />
      <Facts plan={plan} buyer={buyer} />
      <div className="mt-auto pt-6">
        <Take {...props} />
      </div>
    </li>
  );
}

/** About how many answers of the model that the plan would answer with by default. */
function usualOf(models: OfferedModel[], at: number): PlanCardProps["usual"] {
  return models
    .map(({ name, answers }) => ({ model: name, answers: answers[at] ?? 0 }))
    .find(({ answers }) => answers > 0);
}

/** The plans side by side. */
export function PlanCards({
  plans,
  models,
  buyer,
}: {
  plans: OfferedPlan[];
  models: OfferedModel[];
  buyer: Buyer;
}) {
  const own = plans.findIndex(({ plan }) => plan === buyer.ownPlan);
  return (
    <ul className="mt-8 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      {plans.map((plan, at) => (
        <PlanCard
          key={plan.plan}
          plan={plan}
          usual={usualOf(models, at)}
          next={at === own + 1 && (plan.isFree || buyer.isOpenForSale)}
          buyer={buyer}
        />
      ))}
    </ul>
  );
}

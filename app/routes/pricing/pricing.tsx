import { ctxOf } from "#app/context.ts";
import type { RouteHandle } from "#app/ui/handle.ts";
import { Notice } from "#app/ui/notice.tsx";
import { PublicPage } from "#app/ui/public-page.tsx";
import { themeOf } from "#app/ui/theme.ts";
import { m } from "#messages";
import type { Route } from "./+types/pricing";
import { AnswersTable } from "./answers-table.tsx";
import { ChoiceLinks } from "./choice-links.tsx";
import { parseChoice, pricingPath } from "./choice.ts";
import { loadOffer } from "./load-offer.ts";
import { PackList } from "./pack-list.tsx";
import { PlanCards } from "./plan-cards.tsx";
import { Questions } from "./questions.tsx";

export const handle: RouteHandle = { hydrate: false };

export function meta(): Route.MetaDescriptors {
  return [
    { title: `${m.plans_title()} · ${m.brand_name()}` },
    { name: "description", content: m.plans_description() },
  ];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const choice = parseChoice(new URL(request.url));
  const signedIn = ctx.actor.kind === "user";
  return {
    theme: themeOf(request),
    signedIn,
    ownPlan: signedIn ? ctx.workspace?.plan : undefined,
    choice,
    offer: await loadOffer(ctx, choice),
  };
}

/** What everything costs, for everyone to read. Every figure comes from the data in force. */
export default function Pricing({ loaderData }: Route.ComponentProps) {
  const { theme, signedIn, ownPlan, choice, offer } = loaderData;
  const buyer = { choice, signedIn, ownPlan, isOpenForSale: offer.isOpenForSale };
  return (
    <PublicPage theme={theme} here={pricingPath(choice)} signedIn={signedIn}>
      <div className="mx-auto w-full max-w-6xl px-4 pt-6 sm:px-8 lg:pt-12">
        <div className="flex flex-wrap items-end justify-between gap-x-10 gap-y-6">
          <div>
            <h1 className="text-2xl tracking-[-0.03em] rtl:leading-[1.35]">{m.plans_headline()}</h1>
            <p className="mt-3 max-w-prose text-base text-muted">{m.plans_lead()}</p>
          </div>
          <ChoiceLinks choice={choice} plans={offer.plans} />
        </div>
        {offer.isOpenForSale ? null : (
          <div className="mt-8">
            <Notice title={m.plans_not_connected()}>{m.plans_not_connected_text()}</Notice>
          </div>
        )}
        <PlanCards plans={offer.plans} models={offer.models} buyer={buyer} />
        <p className="mt-4 text-muted">{m.plans_before_tax()}</p>
      </div>
      <AnswersTable models={offer.models} plans={offer.plans} />
      <PackList offer={offer} buyer={buyer} />
      <Questions offer={offer} choice={choice} />
    </PublicPage>
  );
}

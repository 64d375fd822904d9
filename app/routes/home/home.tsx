import { redirect, useActionData } from "react-router";
import { ctxOf } from "#app/context.ts";
import { buttonClass } from "#app/ui/button-class.ts";
import { formatPt } from "#app/ui/format.ts";
import type { RouteHandle } from "#app/ui/handle.ts";
import type { FormOutcome } from "#app/ui/problem-view.ts";
import { PublicPage } from "#app/ui/public-page.tsx";
import { themeOf } from "#app/ui/theme.ts";
import { MICRO_PER_PT } from "#core/money";
import { getRateCard } from "#features/models";
import { currentPlan } from "#features/plans";
import { m } from "#messages";
import type { Route } from "./+types/home";
import { ApiTeaser } from "./api-teaser.tsx";
import { HowPtWork } from "./how-pt-work.tsx";
import { PriceList } from "./price-list.tsx";
import { Systems } from "./systems.tsx";
import { askAndWait, readVisitorChat } from "./visitor-conversation.ts";
import { VisitorChat } from "./visitor-chat-panel.tsx";

export const handle: RouteHandle = { hydrate: false };

export function meta(): Route.MetaDescriptors {
  return [{ title: m.home_title() }, { name: "description", content: m.home_description() }];
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const wanted = new URL(request.url).searchParams.get("conversation");
  const [card, chat, free] = await Promise.all([
    getRateCard(ctx),
    readVisitorChat(ctx, wanted),
    currentPlan(ctx, "free"),
  ]);
  return {
    theme: themeOf(request),
    signedIn: ctx.actor.kind === "user",
    card,
    chat,
    freeMicroPt: free.ptPerPeriod * MICRO_PER_PT,
  };
}

/** The form of the chat without script: sends, waits for the answer, and comes back to it. */
export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  const text = form.get("ask") ?? form.get("text");
  const conversation = form.get("conversation");
  const { conversationId, setCookies } = await askAndWait(ctxOf(context), {
    text: typeof text === "string" ? text : "",
    conversationId: typeof conversation === "string" ? conversation : "",
  });
  const headers = new Headers();
  for (const cookie of setCookies) headers.append("set-cookie", cookie);
  return redirect(`/?conversation=${conversationId}#chat`, { status: 303, headers });
}

export default function Home({ loaderData }: Route.ComponentProps) {
  const { theme, signedIn, card, chat, freeMicroPt } = loaderData;
  const outcome = useActionData<FormOutcome>();
  const typed = outcome?.values?.ask ?? outcome?.values?.text;
  return (
    <PublicPage theme={theme} here="/" signedIn={signedIn}>
      <section className="mx-auto grid w-full max-w-6xl items-center gap-x-14 gap-y-8 px-4 pt-6 sm:px-8 grid-cols-1 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:pt-12">
        <div>
          <h1 className="text-2xl tracking-[-0.03em] rtl:leading-[1.35]">{m.home_headline()}</h1>
          <p className="mt-5 max-w-prose text-base text-muted lg:text-lg">{m.home_lead()}</p>
          {signedIn ? null : (
            <p className="mt-7 flex flex-wrap items-center gap-x-4 gap-y-2 max-lg:hidden">
              <a href="/register" className={buttonClass({ variant: "primary", size: "lg" })}>
                {m.home_start()}
              </a>
              <span className="text-muted">
                {m.home_start_note({ amount: formatPt(freeMicroPt) })}
              </span>
            </p>
          )}
        </div>
        <VisitorChat
          chat={chat}
          signedIn={signedIn}
          problem={outcome?.problem}
          typed={[typed].flat()[0]}
        />
      </section>
      <Systems />
      <HowPtWork />
      <PriceList card={card} />
      <ApiTeaser />
    </PublicPage>
  );
}

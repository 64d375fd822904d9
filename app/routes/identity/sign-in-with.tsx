import { data, redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { buttonClass } from "#app/ui/button-class.ts";
import { cx } from "#app/ui/cx.ts";
import { Problem } from "#core/problem";
import { beginConnection } from "#features/connections";
import { isProviderId, type ProviderId } from "#features/connections/schema";
import { m } from "#messages";
import type { Route } from "./+types/sign-in-with";
import { AuthCard } from "./auth-card.tsx";
import { cookieHeaders } from "./cookies.ts";
import { formFields, inReadersWords } from "./form-words.ts";
import { nextPath } from "./next-path.ts";
import { pageTitle } from "./page-title.ts";
import { providerNames } from "./provider-words.ts";

function requireProvider(id: string): ProviderId {
  if (isProviderId(id)) return id;
  throw new Problem("not-found");
}

export function meta() {
  return pageTitle(m.identity_sign_in());
}

export function headers({ actionHeaders }: Route.HeadersArgs): Headers {
  return actionHeaders;
}

/** Only a form leads to a provider, so that no other site can send a browser there in our name. */
export function loader({ params, request }: Route.LoaderArgs) {
  const provider = requireProvider(params.provider);
  if (request.method === "GET") throw redirect("/sign-in");
  return { provider };
}

export async function action({ params, request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const provider = requireProvider(params.provider);
  const link = (await formFields(request)).link === "1";
  const next = nextPath(request);
  const begun = await inReadersWords(beginConnection(ctx, { provider, link, next }));
  return data({ url: begun.url }, { headers: cookieHeaders(begun.setCookies) });
}

/**
 * The step between our page and the provider's: a form of ours may not be redirected to another
 * site, but this page may lead there, at once and without script.
 */
export default function SignInWith({ loaderData, actionData, params }: Route.ComponentProps) {
  const id = loaderData?.provider ?? params.provider;
  const provider = isProviderId(id) ? providerNames[id] : id;
  const url = actionData !== undefined && "url" in actionData ? actionData.url : undefined;
  if (url === undefined) {
    return (
      <AuthCard title={m.identity_sign_in()} lead={m.signins_failed_provider()}>
        <a href="/sign-in" className={cx(buttonClass({ variant: "primary", wide: true }))}>
          {m.identity_sign_in()}
        </a>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={m.signins_onward_title({ provider })} lead={m.signins_onward_lead()}>
      <meta httpEquiv="refresh" content={`0;url=${url}`} />
      <a href={url} className={cx(buttonClass({ variant: "primary", wide: true }))}>
        {m.signins_with({ provider })}
      </a>
    </AuthCard>
  );
}

import { data } from "react-router";
import { ctxOf } from "#app/context.ts";
import { buttonClass } from "#app/ui/button-class.ts";
import { TextLink } from "#app/ui/text-link.tsx";
import { Problem } from "#core/problem";
import { beginConnection } from "#features/connections";
import { isProviderId, type ProviderId } from "#features/connections/schema";
import { m } from "#messages";
import type { Route } from "./+types/sign-in-with";
import { AuthCard } from "./auth-card.tsx";
import { cookieHeaders } from "./cookies.ts";
import { formFields, inReadersWords } from "./form-words.ts";
import { nextPath, withNext } from "./next-path.ts";
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

export function loader({ params, request }: Route.LoaderArgs) {
  return { provider: requireProvider(params.provider), next: nextPath(request) };
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
 * site, but this page may lead there, at once and without script. Only a form leads on, so that no
 * other site can send a browser there in our name.
 */
export default function SignInWith({ loaderData, actionData, params }: Route.ComponentProps) {
  const id = loaderData?.provider ?? params.provider;
  const provider = isProviderId(id) ? providerNames[id] : id;
  const url = actionData !== undefined && "url" in actionData ? actionData.url : undefined;
  if (url === undefined) {
    const next = loaderData?.next ?? "/chat";
    return (
      <AuthCard
        title={m.identity_sign_in()}
        lead={actionData === undefined ? undefined : m.signins_failed_provider()}
        footer={
          <TextLink to={withNext("/sign-in", next)} className="tap">
            {m.identity_back_to_sign_in()}
          </TextLink>
        }
      >
        <form method="post" action={withNext(`/sign-in/with/${id}`, next)}>
          <button type="submit" className={buttonClass({ variant: "primary", wide: true })}>
            {m.signins_with({ provider })}
          </button>
        </form>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={m.signins_onward_title({ provider })} lead={m.signins_onward_lead()}>
      <meta httpEquiv="refresh" content={`0;url=${url}`} />
      <a href={url} className={buttonClass({ variant: "primary", wide: true })}>
        {m.signins_with({ provider })}
      </a>
    </AuthCard>
  );
}

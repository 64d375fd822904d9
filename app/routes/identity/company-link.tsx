import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Form } from "#app/ui/form.tsx";
import { LinkButton } from "#app/ui/link-button.tsx";
import { findLinkable, linkSignOn } from "#features/sign-on";
import { m } from "#messages";
import type { Route } from "./+types/company-link";
import { AuthCard } from "./auth-card.tsx";
import { cookieHeaders } from "./cookies.ts";
import { inReadersWords } from "./form-words.ts";
import { nextPath, withNext } from "./next-path.ts";
import { pageTitle } from "./page-title.ts";

export function meta() {
  return pageTitle(m.signon_link_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  return { next: nextPath(request), linkable: await findLinkable(ctxOf(context)) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const { setCookies } = await inReadersWords(linkSignOn(ctxOf(context)));
  return redirect(nextPath(request), { status: 303, headers: cookieHeaders(setCookies) });
}

/**
 * Asks the person of an account whether their company's provider may open it from now on, once they
 * have proven that it is theirs.
 */
export default function CompanyLink({ loaderData: { next, linkable } }: Route.ComponentProps) {
  if (linkable === undefined) {
    return (
      <AuthCard title={m.signon_link_over_title()} lead={m.signins_failed_stale()}>
        <LinkButton to={withNext("/sign-in/company", next)} variant="primary" wide>
          {m.signon_title()}
        </LinkButton>
      </AuthCard>
    );
  }
  const { email, workspaceName: workspace, isSignedIn } = linkable;
  const here = withNext("/sign-in/company/link", next);
  return (
    <AuthCard title={m.signon_link_title()} lead={m.signon_link_lead({ email, workspace })}>
      {isSignedIn ? (
        <Form>
          <Button type="submit" variant="primary" wide>
            {m.signon_link_action()}
          </Button>
        </Form>
      ) : (
        <div className="grid gap-5">
          <p>{m.signon_link_prove()}</p>
          <LinkButton to={`/sign-in?next=${encodeURIComponent(here)}`} variant="primary" wide>
            {m.signon_link_sign_in()}
          </LinkButton>
        </div>
      )}
    </AuthCard>
  );
}

import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { acceptDocuments, getConsents, listOutstanding } from "#features/consents";
import type { LegalDocument } from "#features/consents/schema";
import { requireUser } from "#features/workspaces";
import { m } from "#messages";
import { AuthCard } from "../identity/auth-card.tsx";
import { nextPath } from "../identity/next-path.ts";
import { pageTitle } from "../identity/page-title.ts";
import type { Route } from "./+types/accept";

const names: Record<LegalDocument, () => string> = {
  terms: m.privacy_terms,
  privacy: m.privacy_notice,
};

export function meta() {
  return pageTitle(m.privacy_accept_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const outstanding = await listOutstanding(ctx, requireUser(ctx).userId);
  if (outstanding.length === 0) throw redirect(nextPath(request));
  const { history } = await getConsents(ctx);
  const isFirst = !history.some(({ kind }) => kind === "terms" || kind === "privacy");
  return { outstanding, isFirst };
}

export async function action({ request, context }: Route.ActionArgs) {
  await acceptDocuments(ctxOf(context));
  return redirect(nextPath(request), 303);
}

/**
 * Asked when a document has changed, and of whoever came without a form that asks; what the person
 * was about to do comes right after it.
 */
export default function Accept({ loaderData: { outstanding, isFirst } }: Route.ComponentProps) {
  return (
    <AuthCard
      title={isFirst ? m.privacy_accept_first_title() : m.privacy_accept_title()}
      lead={isFirst ? m.privacy_accept_first_lead() : m.privacy_accept_lead()}
      footer={
        <>
          {m.privacy_accept_else()}{" "}
          <TextLink to="/account/privacy">{m.privacy_accept_leave()}</TextLink>
        </>
      }
    >
      <ul className="mb-6 grid gap-2">
        {outstanding.map((document) => (
          <li key={document}>
            <TextLink to={`/legal/${document}`} target="_blank" reloadDocument>
              {names[document]()}
            </TextLink>
          </li>
        ))}
      </ul>
      <Form>
        <Button type="submit" variant="primary" wide>
          {m.privacy_accept_action()}
        </Button>
      </Form>
    </AuthCard>
  );
}

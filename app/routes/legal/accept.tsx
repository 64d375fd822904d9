import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Form } from "#app/ui/form.tsx";
import { TextLink } from "#app/ui/text-link.tsx";
import { acceptDocuments, listOutstanding } from "#features/consents";
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
  return { outstanding };
}

export async function action({ request, context }: Route.ActionArgs) {
  await acceptDocuments(ctxOf(context));
  return redirect(nextPath(request), 303);
}

/** Asked when a document has changed; what the person was about to do comes right after it. */
export default function Accept({ loaderData: { outstanding } }: Route.ComponentProps) {
  return (
    <AuthCard
      title={m.privacy_accept_title()}
      lead={m.privacy_accept_lead()}
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

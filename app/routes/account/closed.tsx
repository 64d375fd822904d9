import { LinkButton } from "#app/ui/link-button.tsx";
import { m } from "#messages";
import { AuthCard } from "../identity/auth-card.tsx";
import { pageTitle } from "../identity/page-title.ts";

export function meta() {
  return pageTitle(m.privacy_closed_title());
}

/** What somebody sees who has just closed their account, and has no session any more. */
export default function Closed() {
  return (
    <AuthCard title={m.privacy_closed_title()} lead={m.privacy_closed_text()}>
      <LinkButton to="/sign-in?next=%2Frestore" wide>
        {m.identity_sign_in()}
      </LinkButton>
    </AuthCard>
  );
}

import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatDate } from "#app/ui/format.ts";
import { confirmSubjectRequest } from "#features/subject-requests";
import { m } from "#messages";
import { AuthCard } from "../identity/auth-card.tsx";
import { formFields } from "../identity/form-words.ts";
import { pageTitle } from "../identity/page-title.ts";
import type { Route } from "./+types/confirm-request";

export function meta() {
  return pageTitle(m.privacy_confirm_title());
}

export function loader({ request }: Route.LoaderArgs) {
  return { token: new URL(request.url).searchParams.get("token") ?? "" };
}

export async function action({ request, context }: Route.ActionArgs) {
  const { token = "" } = await formFields(request);
  return await confirmSubjectRequest(ctxOf(context), token);
}

/** A button, because programs that look into mails follow links and must not confirm anything. */
export default function ConfirmRequest({ loaderData, actionData }: Route.ComponentProps) {
  if (actionData !== undefined && "dueAtMs" in actionData) {
    const date = formatDate(actionData.dueAtMs);
    return (
      <AuthCard title={m.privacy_confirmed_title()} lead={m.privacy_confirmed_text({ date })} />
    );
  }
  return (
    <AuthCard title={m.privacy_confirm_title()} lead={m.privacy_confirm_lead()}>
      <Form>
        <input type="hidden" name="token" value={loaderData.token} />
        <Button type="submit" variant="primary" wide>
          {m.privacy_confirm_action()}
        </Button>
      </Form>
    </AuthCard>
  );
}

import { redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import { Button } from "#app/ui/button.tsx";
import { Form } from "#app/ui/form.tsx";
import { formatDate } from "#app/ui/format.ts";
import { findDeletion, withdrawDeletion } from "#features/deletions";
import { requireUser } from "#features/workspaces";
import { m } from "#messages";
import { AuthCard } from "../identity/auth-card.tsx";
import { nextPath } from "../identity/next-path.ts";
import { pageTitle } from "../identity/page-title.ts";
import type { Route } from "./+types/restore";

export function meta() {
  return pageTitle(m.privacy_restore_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const deletion = await findDeletion(ctx, requireUser(ctx).userId);
  if (deletion === undefined) throw redirect(nextPath(request));
  return { dueAtMs: deletion.dueAtMs };
}

export async function action({ request, context }: Route.ActionArgs) {
  await withdrawDeletion(ctxOf(context));
  return redirect(nextPath(request), 303);
}

/** Shown to somebody who signs in while their account waits to be erased. */
export default function Restore({ loaderData }: Route.ComponentProps) {
  const date = formatDate(loaderData.dueAtMs);
  return (
    <AuthCard
      title={m.privacy_restore_title()}
      lead={m.privacy_restore_lead({ date })}
      footer={
        <form method="post" action="/sign-out" className="inline">
          <button type="submit" className="text-accent hover:underline">
            {m.privacy_restore_leave()}
          </button>
        </form>
      }
    >
      <Form>
        <Button type="submit" variant="primary" wide>
          {m.privacy_restore_action()}
        </Button>
      </Form>
    </AuthCard>
  );
}

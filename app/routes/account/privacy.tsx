import { data, redirect } from "react-router";
import { ctxOf } from "#app/context.ts";
import type { RouteHandle } from "#app/ui/handle.ts";
import { isProblem, Problem } from "#core/problem";
import { getConsents, honourPrivacyControl, updateConsents } from "#features/consents";
import { listObstacles, requestDeletion } from "#features/deletions";
import { listExports, requestExport } from "#features/exports";
import { m } from "#messages";
import { formFields } from "../identity/form-words.ts";
import { pageTitle } from "../identity/page-title.ts";
import { ConsentCard } from "./consent-card.tsx";
import type { Route } from "./+types/privacy";
import { DeletionCard } from "./deletion-card.tsx";
import { ExportCard } from "./export-card.tsx";

export const handle: RouteHandle = { crumb: () => m.privacy_title() };

export function meta() {
  return pageTitle(m.privacy_title());
}

export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const gpc = request.headers.get("sec-gpc") === "1";
  if (gpc) await honourPrivacyControl(ctx);
  const [consents, exports, obstacles] = await Promise.all([
    getConsents(ctx),
    listExports(ctx),
    listObstacles(ctx),
  ]);
  const email = ctx.actor.kind === "user" ? ctx.actor.email : "";
  return { consents, exports, obstacles, email, gpc };
}

/** An address that is not the account's is named in the reader's language. */
async function inConfirmWords(closing: Promise<unknown>): Promise<void> {
  try {
    await closing;
  } catch (cause) {
    if (!isProblem(cause) || cause.slug !== "invalid-input") throw cause;
    const errors = [{ pointer: "/confirm", detail: m.privacy_delete_wrong() }];
    throw new Problem("invalid-input", { errors, cause });
  }
}

export async function action({ request, context }: Route.ActionArgs) {
  const ctx = ctxOf(context);
  const { form, confirm = "", marketing, noSale } = await formFields(request);
  switch (form) {
    case "export":
      await requestExport(ctx);
      return redirect("/account/privacy", 303);
    case "delete":
      await inConfirmWords(requestDeletion(ctx, { confirm }));
      return redirect("/account/closed", 303);
    default:
      await updateConsents(ctx, {
        marketing: marketing !== undefined,
        noSale: noSale !== undefined,
      });
      return data({ saved: true });
  }
}

export default function Privacy({ loaderData, actionData }: Route.ComponentProps) {
  const { consents, exports, obstacles, email, gpc } = loaderData;
  const saved = actionData !== undefined && "saved" in actionData;
  return (
    <div className="grid grid-cols-1 gap-6">
      <ExportCard exports={exports} />
      <ConsentCard consents={consents} gpc={gpc} saved={saved} />
      <DeletionCard email={email} obstacles={obstacles} />
    </div>
  );
}

import { redirectDocument } from "react-router";
import { ctxOf } from "#app/context.ts";
import { switchWorkspace } from "#features/members";
import type { Route } from "./+types/switch";
import { textOf } from "./form-input.ts";

/** Moves this browser into another workspace, whose pages are then loaded anew. */
export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  await switchWorkspace(ctxOf(context), textOf(form, "slug") ?? "");
  return redirectDocument("/workspace");
}

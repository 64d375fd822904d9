import { redirectDocument } from "react-router";
import { ctxOf } from "#app/context.ts";
import { switchWorkspace } from "#features/members";
import type { Route } from "./+types/switch";
import { safePath } from "../identity/next-path.ts";
import { textOf } from "./form-input.ts";

/** Moves this browser into another workspace, whose pages are then loaded anew. */
export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  await switchWorkspace(ctxOf(context), textOf(form, "slug") ?? "");
  const next = new URL(request.url).searchParams.get("next");
  return redirectDocument(next === null ? "/workspace" : safePath(next));
}

import { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import { getMail } from "#features/mail";
import type { Route } from "./+types/mail-html";

/** A mail of the local outbox as a document of its own, for the frame of its page. */
export async function loader({ params, context }: Route.LoaderArgs) {
  const { html } = await getMail(ctxOf(context), params.mailId);
  if (html === "") throw new Problem("not-found");
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}

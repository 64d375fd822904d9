import { ctxOf } from "#app/context.ts";
import { parseTheme } from "#app/ui/theme.ts";
import { previewMail } from "#features/mail";
import type { Route } from "./+types/preview";

/** One template as a document of its own, for the gallery's frame. */
export async function loader({ params, context }: Route.LoaderArgs) {
  const { template, locale, scheme } = params;
  const { html } = await previewMail(ctxOf(context), {
    template,
    locale,
    scheme: parseTheme(scheme),
  });
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}

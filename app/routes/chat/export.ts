import { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import { exportConversation } from "#features/chat";
import { exportFormats } from "#features/chat/schema";
import type { Route } from "./+types/export";

/** Downloads the conversation as Markdown or JSON. */
export async function loader({ params, context }: Route.LoaderArgs): Promise<Response> {
  const format = exportFormats.find((one) => one === params.format);
  if (format === undefined) throw new Problem("not-found");
  const { filename, contentType, body } = await exportConversation(
    ctxOf(context),
    params.id,
    format,
  );
  return new Response(body, {
    headers: {
      "content-type": contentType,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
      "cache-control": "private, no-store",
    },
  });
}

import { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import { exportUsage } from "#features/credits";
import type { Route } from "./+types/export";

/** Downloads everything that was charged, as CSV or JSON. */
export async function loader({ params, context }: Route.LoaderArgs): Promise<Response> {
  const { format } = params;
  if (format !== "csv" && format !== "json") throw new Problem("not-found");
  const { filename, contentType, body } = await exportUsage(ctxOf(context), { format });
  return new Response(body, {
    headers: {
      "content-type": contentType,
      "content-disposition": `attachment; filename="${filename}"`,
      "cache-control": "private, no-store",
    },
  });
}

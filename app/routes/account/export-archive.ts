import { ctxOf } from "#app/context.ts";
import { readExport } from "#features/exports";
import type { Route } from "./+types/export-archive";

/** The archive of the signed-in person's data, as a download. */
export async function loader({ params, context }: Route.LoaderArgs): Promise<Response> {
  return await readExport(ctxOf(context), params.token);
}

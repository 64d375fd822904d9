import { ctxOf } from "#app/context.ts";
import { getAttachment } from "#features/disputes";
import type { Route } from "./+types/attachment";

/** A file of a dispute, as a download. */
export async function loader({ params, context }: Route.LoaderArgs): Promise<Response> {
  return await getAttachment(ctxOf(context), params.id, params.attachmentId);
}

import type { ctxOf } from "#app/context.ts";
import { listModels } from "#features/models";

/** What models are called; one that is no longer on the card keeps its id. */
export async function readModelNames(
  ctx: ReturnType<typeof ctxOf>,
): Promise<Record<string, string>> {
  const models = await listModels(ctx);
  return Object.fromEntries(models.map(({ id, name }) => [id, name]));
}

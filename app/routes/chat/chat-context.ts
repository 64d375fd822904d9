import { listNotices, planTerms } from "#features/credits";
import { listModels } from "#features/models";
import type { ctxOf } from "#app/context.ts";

type Ctx = ReturnType<typeof ctxOf>;

/** What every conversation's page needs besides the conversation. */
export async function loadChatContext(ctx: Ctx) {
  const [models, notices] = await Promise.all([listModels(ctx), listNotices(ctx)]);
  return {
    models,
    notices,
    visitor: ctx.workspace?.plan === "visitor",
    welcomePt: planTerms.free.ptPerPeriod,
    clientId: crypto.randomUUID(),
  };
}

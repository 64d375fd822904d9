import { listNotices } from "#features/credits";
import { listModels } from "#features/models";
import { currentPlan } from "#features/plans";
import type { ctxOf } from "#app/context.ts";

type Ctx = ReturnType<typeof ctxOf>;

/** What every conversation's page needs besides the conversation. */
export async function loadChatContext(ctx: Ctx) {
  const [models, notices, free] = await Promise.all([
    listModels(ctx),
    listNotices(ctx),
    currentPlan(ctx, "free"),
  ]);
  return {
    models,
    notices,
    visitor: ctx.workspace?.plan === "visitor",
    welcomePt: free.ptPerPeriod,
    clientId: crypto.randomUUID(),
  };
}

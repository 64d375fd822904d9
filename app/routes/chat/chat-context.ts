import { listModels } from "#features/models";
import { listNotices } from "#features/notices";
import { creditNoticeKinds } from "#features/notices/schema";
import { currentPlan } from "#features/plans";
import { DAY_MS } from "#core/time";
import type { ctxOf } from "#app/context.ts";

type Ctx = ReturnType<typeof ctxOf>;

const NOTICES_MAX = 5;
/** What was told longer ago is no news beside a conversation. */
const NEWS_MS = 7 * DAY_MS;

/** What every conversation's page needs besides the conversation. */
export async function loadChatContext(ctx: Ctx) {
  const [models, notices, free] = await Promise.all([
    listModels(ctx),
    listNotices(ctx, { kinds: [...creditNoticeKinds], limit: NOTICES_MAX }),
    currentPlan(ctx, "free"),
  ]);
  return {
    models,
    notices: notices.items.filter(({ atMs }) => atMs > ctx.clock.now() - NEWS_MS),
    visitor: ctx.workspace?.plan === "visitor",
    welcomePt: free.ptPerPeriod,
    clientId: crypto.randomUUID(),
  };
}

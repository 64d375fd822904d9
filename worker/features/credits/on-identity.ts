import type { AccountId, VisitorId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type { WorkMessages } from "#platform/queue";
import { startPlan } from "./start-plan.ts";
import { transferAccount } from "./transfer-account.ts";

function asJob(ctx: Ctx, name: string): Ctx {
  return { ...ctx, actor: { kind: "job", name } };
}

/**
 * Grants a person who has registered the first period of their plan. Safe to repeat: at registration
 * and again when its message comes.
 */
export async function welcomeUser(
  ctx: Ctx,
  { userId, accountId, plan }: WorkMessages["identity.user-registered"],
): Promise<void> {
  await startPlan(asJob(ctx, "welcome-user"), { accountId, plan, key: `registered:${userId}` });
}

/** Grants a new visitor the free quota of their browser, once. Safe to repeat. */
export async function welcomeVisitor(
  ctx: Ctx,
  { visitorId, accountId }: { visitorId: VisitorId; accountId: AccountId },
): Promise<void> {
  const start = { accountId, plan: "visitor", key: `visitor:${visitorId}` } as const;
  await startPlan(asJob(ctx, "welcome-visitor"), start);
}

/** Moves what a visitor had left to the account that adopted them, exactly once. Safe to repeat. */
export async function carryVisitorPt(
  ctx: Ctx,
  { visitorId, fromAccountId, toAccountId }: WorkMessages["identity.visitor-adopted"],
): Promise<void> {
  const key = `adopted:${visitorId}`;
  await transferAccount(asJob(ctx, "carry-visitor-pt"), { fromAccountId, toAccountId, key });
}

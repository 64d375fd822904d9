import { eq } from "drizzle-orm";
import { adoptConversations } from "#features/chat";
import { getBalance, transferAccount } from "#features/credits";
import { visitors } from "#features/visitors/tables";
import type { Ctx } from "#platform/ctx";
import type { WorkMessages } from "#platform/queue";

type VisitorAdopted = WorkMessages["identity.visitor-adopted"];

/** What is still held for an answer that is being written. */
async function heldMicroPt(ctx: Ctx, { fromWorkspaceId, fromAccountId }: VisitorAdopted) {
  const workspace = {
    id: fromWorkspaceId,
    accountId: fromAccountId,
    plan: "visitor",
    role: "owner",
  } as const;
  return (await getBalance({ ...ctx, workspace })).heldMicroPt;
}

/**
 * Moves an adopted visitor's conversations and PT to the workspace that adopted them. Each step
 * happens once however often this is called. Answers false while PT are held for an answer that is
 * being written; a later call moves what is left of them.
 */
export async function carryVisitor(ctx: Ctx, adopted: VisitorAdopted): Promise<boolean> {
  const { visitorId, fromWorkspaceId, toWorkspaceId, fromAccountId, toAccountId } = adopted;
  const asJob: Ctx = { ...ctx, actor: { kind: "job", name: "adoption" } };
  await adoptConversations(asJob, { fromWorkspaceId, toWorkspaceId });
  const accounts = { fromAccountId, toAccountId };
  await transferAccount(asJob, { ...accounts, key: `adopt:${visitorId}` });
  if ((await heldMicroPt(asJob, adopted)) > 0) return false;
  await transferAccount(asJob, { ...accounts, key: `adopt:${visitorId}:rest` });
  await ctx.db
    .update(visitors)
    .set({ carriedAtMs: ctx.clock.now() })
    .where(eq(visitors.id, visitorId));
  return true;
}

/**
 * The same at once for the page that follows signing in. What fails here is done by the queue and
 * the sweep, so it is no reason to refuse the person.
 */
export async function carryVisitorNow(
  ctx: Ctx,
  adopted: VisitorAdopted | undefined,
): Promise<void> {
  if (adopted === undefined) return;
  try {
    await carryVisitor(ctx, adopted);
  } catch (cause) {
    ctx.log.warn("adoption.later", { visitorId: adopted.visitorId, cause: String(cause) });
  }
}

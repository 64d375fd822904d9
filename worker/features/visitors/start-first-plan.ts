import { startPlan } from "#features/credits";
import type { Ctx, Plan, WorkspaceRef } from "#platform/ctx";

/** Puts a new workspace's account on its first plan; its PT come once, whatever is repeated. */
export async function startFirstPlan(
  ctx: Ctx,
  workspace: Pick<WorkspaceRef, "id" | "accountId">,
  plan: Plan,
): Promise<void> {
  const asJob: Ctx = { ...ctx, actor: { kind: "job", name: "welcome" } };
  await startPlan(asJob, {
    accountId: workspace.accountId,
    plan,
    key: `welcome:${workspace.id}`,
  });
}

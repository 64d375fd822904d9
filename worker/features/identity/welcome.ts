import { startFirstPlan } from "#features/visitors";
import type { SignedIn } from "./create-account.ts";

/** The welcome PT at once, so that the first page shows them; the queue sees to it if this fails. */
export async function welcome({ ctx, workspace }: SignedIn): Promise<void> {
  try {
    await startFirstPlan(ctx, workspace, workspace.plan);
  } catch (cause) {
    ctx.log.warn("identity.welcome-later", { workspaceId: workspace.id, cause: String(cause) });
  }
}

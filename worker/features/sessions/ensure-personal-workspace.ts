import { draftWorkspace } from "#features/workspaces";
import { createCtx } from "#platform/create-ctx";
import type { Actor } from "#platform/ctx";
import { isUniqueViolation, runBatch } from "#platform/db";

/**
 * A workspace for a person who has none, made the first time they are seen. Its slug comes from the
 * person's id, so two requests at once make one.
 */
export async function ensurePersonalWorkspace(
  env: Env,
  actor: Extract<Actor, { kind: "user" }>,
): Promise<void> {
  const ctx = createCtx(env, { actor });
  const { statements } = draftWorkspace(ctx, {
    name: actor.name,
    kind: "personal",
    plan: "free",
    slug: `p-${actor.userId.slice("user_".length).toLowerCase()}`,
    ownerId: actor.userId,
  });
  try {
    await runBatch(ctx.db, statements);
  } catch (error) {
    if (!isUniqueViolation(error, "workspaces.slug")) throw error;
  }
}

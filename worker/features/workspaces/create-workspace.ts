import { type Id, newId, type UserId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { auditRow } from "#platform/audit";
import type { Ctx, Plan, Role, WorkspaceRef } from "#platform/ctx";
import { isUniqueViolation, runBatch, type Statement } from "#platform/db";
import { currentVersionId } from "./current-version-id.ts";
import { requireOperator } from "./guards.ts";
import { slugTaken } from "./rename-workspace.ts";
import { NewWorkspace, type WorkspaceKind } from "./schema.ts";
import { memberships, workspaces } from "./tables.ts";

export interface WorkspaceDraft {
  name: string;
  kind: WorkspaceKind;
  plan: Plan;
  slug?: string | undefined;
  ownerId?: UserId | undefined;
}

export interface DraftedWorkspace {
  workspace: WorkspaceRef;
  statements: Statement[];
}

/** The row that makes someone a member, for the batch of the verb that calls it. */
export function membershipRow(
  ctx: Ctx,
  member: {
    workspaceId: WorkspaceRef["id"];
    userId: UserId;
    role: Role;
    permissionSetId?: Id<"role"> | null | undefined;
  },
): Statement {
  return ctx.db.insert(memberships).values({ ...member, createdAtMs: ctx.clock.now() });
}

/**
 * The rows of a new workspace with an account of its own, its owner's membership and its audit row,
 * for the batch of the verb that calls it. Without a slug it gets one made of its id.
 */
export function draftWorkspace(ctx: Ctx, draft: WorkspaceDraft): DraftedWorkspace {
  const now = ctx.clock.now();
  const id = newId("ws", now);
  const workspace: WorkspaceRef = {
    id,
    accountId: newId("acct", now),
    plan: draft.plan,
    role: "owner",
  };
  const statements: Statement[] = [
    ctx.db.insert(workspaces).values({
      id,
      slug: draft.slug ?? `w-${id.slice(3).toLowerCase()}`,
      name: draft.name,
      kind: draft.kind,
      plan: draft.plan,
      planVersionId: currentVersionId(draft.plan),
      accountId: workspace.accountId,
      settings: {},
      createdAtMs: now,
      updatedAtMs: now,
    }),
    auditRow({ ...ctx, workspace }, "workspace.created", id, {
      kind: draft.kind,
      plan: draft.plan,
    }),
  ];
  if (draft.ownerId !== undefined) {
    statements.push(membershipRow(ctx, { workspaceId: id, userId: draft.ownerId, role: "owner" }));
  }
  return { workspace, statements };
}

/**
 * Makes a workspace without members. Only the operator and jobs may. Refuses a slug that is taken
 * with `already-exists`, so a retry with the same slug makes no second one.
 */
export async function createWorkspace(ctx: Ctx, input: NewWorkspace): Promise<WorkspaceRef> {
  requireOperator(ctx);
  const { workspace, statements } = draftWorkspace(ctx, parseInput(NewWorkspace, input));
  try {
    await runBatch(ctx.db, statements);
  } catch (cause) {
    if (!isUniqueViolation(cause, "workspaces.slug")) throw cause;
    throw slugTaken(cause);
  }
  return workspace;
}

import { eq } from "drizzle-orm";
import { invariant } from "#core/assert";
import { users } from "#features/identity/tables";
import { requireOperator } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import { type DisputeRow, requireAnyDispute } from "./access.ts";
import { readWhole } from "./read-whole.ts";
import type { OperatorDisputeView, ProposalView } from "./schema.ts";
import { suggestDecision } from "./suggest-decision.ts";
import { toDisputeView, type Whole } from "./to-dispute-view.ts";

function toProposal(ctx: Ctx, row: DisputeRow, names: Whole["names"]): ProposalView | null {
  const { state, outcome, decidedBy, decidedAtMs } = row;
  if (state !== "second-approval" || outcome === null || decidedAtMs === null) return null;
  const { actor } = ctx;
  const viewer = actor.kind === "user" || actor.kind === "api-key" ? actor.userId : null;
  return {
    outcome,
    comment: row.decisionComment ?? "",
    effect: row.effect,
    effectMicroPt: row.effectMicroPt ?? 0,
    byName: decidedBy === null ? null : (names.get(decidedBy) ?? null),
    atMs: decidedAtMs,
    mine: viewer === decidedBy,
  };
}

/**
 * A dispute of any workspace with its evidence, what that suggests, and its whole history, notes of
 * the operators included. For the operator.
 */
export async function getDisputeCase(ctx: Ctx, id: string): Promise<OperatorDisputeView> {
  requireOperator(ctx);
  const row = await requireAnyDispute(ctx, id);
  const [whole, workspace, opener] = await Promise.all([
    readWhole(ctx, row),
    ctx.db.select().from(workspaces).where(eq(workspaces.id, row.workspaceId)).get(),
    ctx.db.select({ email: users.email }).from(users).where(eq(users.id, row.openedBy)).get(),
  ]);
  invariant(workspace !== undefined, "a dispute has a workspace");
  const { names } = whole;
  const view = toDisputeView(whole, ctx.clock.now(), ({ actorId }) =>
    actorId === null ? null : (names.get(actorId) ?? null),
  );
  const { evidence, decidedBy, secondBy, reason } = row;
  return {
    ...view,
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    workspaceSlug: workspace.slug,
    plan: workspace.plan,
    openedByEmail: opener?.email ?? null,
    suggestion: evidence === null ? null : suggestDecision(evidence, reason),
    proposal: toProposal(ctx, row, names),
    decidedByName: decidedBy === null ? null : (names.get(decidedBy) ?? null),
    secondByName: secondBy === null ? null : (names.get(secondBy) ?? null),
  };
}

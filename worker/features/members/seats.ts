import { count, eq, type SQL, sql } from "drizzle-orm";
import { Problem } from "#core/problem";
import { findSubscription } from "#features/billing";
import { planOf } from "#features/plans";
import { requirePermission } from "#features/workspaces";
import { memberships } from "#features/workspaces/tables";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import type { Seats } from "./schema.ts";

/** How many people a workspace has room for: its subscription's seats, else those of its plan. */
export async function seatsOf(ctx: Ctx, workspace: WorkspaceRef): Promise<Omit<Seats, "taken">> {
  const [subscription, plan] = await Promise.all([
    findSubscription(ctx, workspace.id),
    planOf(ctx, workspace),
  ]);
  return {
    seats: Math.max(subscription?.seats ?? 0, plan.seatsIncluded),
    seatsMax: plan.seatsMax,
  };
}

/** Holds while the workspace has a seat left, at the point of the batch where it stands. */
export function hasSeat({ id }: WorkspaceRef, seats: number): SQL {
  return sql`(SELECT COUNT(*) FROM ${memberships} WHERE ${memberships.workspaceId} = ${id}) < ${seats}`;
}

/** Says that the workspace is full, and what helps. */
export function noSeat({ seats, seatsMax }: Omit<Seats, "taken">): Problem {
  const helps =
    seatsMax > seats
      ? `Add seats under Billing (up to ${seatsMax}), or remove someone.`
      : "Choose a plan with more seats, or remove someone.";
  return new Problem("limit-reached", {
    detail: `All ${seats} seats of this workspace are taken. ${helps}`,
    extensions: { limit: seats, seatsMax },
  });
}

/** The seats of the workspace and how many are taken. */
export async function getSeats(ctx: Ctx): Promise<Seats> {
  const workspace = requirePermission(ctx, "members.read");
  const [row, room] = await Promise.all([
    ctx.db
      .select({ taken: count() })
      .from(memberships)
      .where(eq(memberships.workspaceId, workspace.id))
      .get(),
    seatsOf(ctx, workspace),
  ]);
  return { taken: row?.taken ?? 0, ...room };
}

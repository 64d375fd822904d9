import type { Ctx } from "#platform/ctx";
import { requireDisputer, requireOwnDispute } from "./access.ts";
import { againOnConflict, changeDispute, disputeOver } from "./change-dispute.ts";
import { toOwnView } from "./get-dispute.ts";
import { nextState } from "./machine.ts";
import { readWhole } from "./read-whole.ts";
import type { DisputeView } from "./schema.ts";
import { tellSystems, tellUser } from "./tell.ts";

/**
 * Takes a dispute back: the charge stays, and cannot be disputed again. For anyone in the workspace
 * with an account. Refuses a dispute that is decided or expired with `conflict`. Safe to repeat.
 */
export async function withdrawDispute(ctx: Ctx, id: string): Promise<DisputeView> {
  const { workspace, userId } = requireDisputer(ctx, "disputes.write");
  return await againOnConflict(async () => {
    const row = await requireOwnDispute(ctx, workspace, id);
    const now = ctx.clock.now();
    if (row.state === "withdrawn") return toOwnView(await readWhole(ctx, row), now);
    const state = nextState(row.state, "withdraw");
    if (state === undefined) throw disputeOver(row);
    const set = { state, dueAtMs: null, resolvedAtMs: now };
    const next = { ...row, ...set, version: row.version + 1 };
    const news = { step: "withdrawn", amountMicroPt: row.disputedMicroPt } as const;
    const written = await changeDispute(ctx, row, {
      set,
      events: [{ kind: "withdrawn", side: "user", actorId: userId }],
      action: "dispute.withdrawn",
      also: [...(await tellUser(ctx, next, news)), ...tellSystems(ctx, next, "dispute.resolved")],
    });
    return toOwnView(await readWhole(ctx, written), now);
  });
}

import { requireWorkspace } from "#features/workspaces";
import type { HoldPurpose, SpendingCap } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";

/** What limits a hold beside the balance, and who the hold is for. */
export interface HoldLimits {
  caps: SpendingCap[];
  /** Belongs into the hold's purpose, so that the caps count what was spent. */
  spender: Pick<HoldPurpose, "memberId" | "apiKeyId">;
}

/**
 * The caps to pass into the ledger's hold: the member's share per period and the API key's lifetime
 * budget. Read from `ctx` alone, because it is on the way to the first token.
 */
export async function holdLimits(ctx: Ctx): Promise<HoldLimits> {
  const { memberCapMicroPt } = requireWorkspace(ctx);
  const { actor } = ctx;
  if (actor.kind !== "user" && actor.kind !== "api-key") return { caps: [], spender: {} };
  const caps: SpendingCap[] = [];
  const memberId = actor.userId;
  if (memberCapMicroPt !== undefined) {
    caps.push({ scope: "member", id: memberId, capMicroPt: memberCapMicroPt, window: "period" });
  }
  if (actor.kind === "user") return { caps, spender: { memberId } };
  const apiKeyId = actor.keyId;
  if (actor.budgetMicroPt !== undefined) {
    caps.push({ scope: "key", id: apiKeyId, capMicroPt: actor.budgetMicroPt, window: "lifetime" });
  }
  return { caps, spender: { memberId, apiKeyId } };
}

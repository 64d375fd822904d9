import { requireWorkspace } from "#features/workspaces";
import { type HoldPurpose, type SpendingCap, WHOLE_ACCOUNT } from "#objects/ledger";
import type { Actor, Ctx } from "#platform/ctx";

/** What limits a hold beside the balance, and who the hold is for. */
export interface HoldLimits {
  caps: SpendingCap[];
  /** Belongs into the hold's purpose, so that the caps count what was spent. */
  spender: Pick<HoldPurpose, "memberId" | "apiKeyId" | "feature">;
}

/** The part of the product that an actor asks through, where the verb does not say. */
function featureOf(actor: Actor): string {
  if (actor.kind === "api-key") return "api";
  return actor.kind === "visitor" ? "visitor" : "chat";
}

/**
 * The caps to pass into the ledger's hold: the member's share per period, the API key's lifetime
 * budget and the workspace's spend cap per period. Read from `ctx` alone, because it is on the way
 * to the first token.
 */
export async function holdLimits(ctx: Ctx): Promise<HoldLimits> {
  const { memberCapMicroPt, spendCapMicroPt } = requireWorkspace(ctx);
  const { actor } = ctx;
  const caps: SpendingCap[] = [];
  const spender: HoldLimits["spender"] = { feature: featureOf(actor) };
  if (actor.kind === "user" || actor.kind === "api-key") {
    spender.memberId = actor.userId;
    push(caps, "member", actor.userId, memberCapMicroPt);
  }
  if (actor.kind === "api-key") {
    spender.apiKeyId = actor.keyId;
    push(caps, "key", actor.keyId, actor.budgetMicroPt);
  }
  push(caps, "account", WHOLE_ACCOUNT, spendCapMicroPt);
  return { caps, spender };
}

function push(
  caps: SpendingCap[],
  scope: SpendingCap["scope"],
  id: string,
  capMicroPt: number | undefined,
): void {
  if (capMicroPt === undefined) return;
  caps.push({ scope, id, capMicroPt, window: scope === "key" ? "lifetime" : "period" });
}

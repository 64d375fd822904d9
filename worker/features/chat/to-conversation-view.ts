import type { Ctx } from "#platform/ctx";
import type { ConversationRow } from "./access.ts";
import type { ConversationView } from "./schema.ts";

export function toConversationView(
  ctx: Ctx,
  row: ConversationRow,
  shareToken: string | null,
): ConversationView {
  const { id, title, pinned, archived, settings, messageCount, chargedMicroPt } = row;
  return {
    id,
    title,
    pinned,
    archived,
    settings,
    messageCount,
    chargedMicroPt,
    createdAtMs: row.createdAtMs,
    updatedAtMs: row.updatedAtMs,
    shareUrl: shareToken === null ? null : shareUrl(ctx, shareToken),
  };
}

/** The address with which anyone can read a shared conversation. */
export function shareUrl(ctx: Ctx, token: string): string {
  return `${ctx.origin}/shared/${token}`;
}

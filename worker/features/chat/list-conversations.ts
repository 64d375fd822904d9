import { and, desc, eq, like, sql, type SQL } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { type ConversationRow } from "./access.ts";
import { ListConversations, type ConversationView, type Page } from "./schema.ts";
import { conversations, conversationShares } from "./tables.ts";
import { toConversationView } from "./to-conversation-view.ts";

/**
 * The workspace's conversations, pinned ones first, then those changed last; archived ones only when
 * asked for. `query` is looked for in titles.
 */
export async function listConversations(
  ctx: Ctx,
  input: ListConversations = {},
): Promise<Page<ConversationView>> {
  const workspace = requirePermission(ctx, "chat.read");
  const { query, archived, cursor, limit } = parseInput(ListConversations, input);
  const title = query?.trim() ?? "";
  const rows = await ctx.db
    .select({ row: conversations, token: conversationShares.token })
    .from(conversations)
    .leftJoin(conversationShares, eq(conversationShares.conversationId, conversations.id))
    .where(
      and(
        eq(conversations.workspaceId, workspace.id),
        eq(conversations.archived, archived ?? false),
        title === "" ? undefined : like(conversations.title, `%${escaped(title)}%`),
        cursor === undefined || cursor === "" ? undefined : after(cursor),
      ),
    )
    .orderBy(desc(conversations.pinned), desc(conversations.updatedAtMs), desc(conversations.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ row, token }) => toConversationView(ctx, row, token)),
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(last.row) : null,
  };
}

/** LIKE without ESCAPE takes `%` and `_` as wildcards; one of them stands for any character here. */
function escaped(text: string): string {
  return text.replace(/[%_]/g, "_");
}

function cursorOf({ pinned, updatedAtMs, id }: ConversationRow): string {
  return `${pinned ? 1 : 0}.${updatedAtMs}.${id}`;
}

function after(cursor: string): SQL {
  const match = /^([01])\.(\d{1,15})\.(conv_[0-9A-Z]{26})$/.exec(cursor);
  if (match === null) {
    throw new Problem("invalid-input", {
      errors: [{ pointer: "/cursor", detail: "not a cursor of an earlier answer" }],
    });
  }
  const { pinned, updatedAtMs, id } = conversations;
  return sql`(${pinned}, ${updatedAtMs}, ${id}) < (${Number(match[1])}, ${Number(match[2])}, ${match[3]})`;
}

import { sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";

import { SearchMessages, type Page, type SearchHitView } from "./schema.ts";
import { toSearchQuery } from "./search-query.ts";

const PAGE = 20;
const OFFSET_MAX = 1_000;

interface HitRow {
  conversationId: string;
  title: string;
  messageId: string;
  snippet: string;
  atMs: number;
}

/**
 * Messages of the workspace that hold every word of the query, best first. An answer is found once
 * its turn has ended. Whatever is typed is looked for literally.
 */
export async function searchMessages(
  ctx: Ctx,
  input: SearchMessages,
): Promise<Page<SearchHitView>> {
  const workspace = requirePermission(ctx, "chat.read");
  const { query, cursor } = parseInput(SearchMessages, input);
  const expression = toSearchQuery(workspace.id, query);
  if (expression === undefined) return { items: [], nextCursor: null };
  const offset = parseOffset(cursor);
  const rows = await ctx.db.all<HitRow>(sql`
    SELECT messages.conversation_id AS conversationId, conversations.title AS title,
      messages.id AS messageId, messages.created_at_ms AS atMs,
      snippet(message_search, 1, '', '', '…', 24) AS snippet
    FROM message_search
    JOIN messages ON messages.seq = message_search.rowid
    JOIN conversations ON conversations.id = messages.conversation_id
    WHERE message_search MATCH ${expression} AND messages.workspace_id = ${workspace.id}
    ORDER BY bm25(message_search), messages.seq DESC
    LIMIT ${PAGE + 1} OFFSET ${offset}`);
  const next = offset + PAGE;
  const hasMore = rows.length > PAGE && next < OFFSET_MAX;
  return { items: rows.slice(0, PAGE), nextCursor: hasMore ? String(next) : null };
}

function parseOffset(cursor: string | undefined): number {
  if (cursor === undefined || cursor === "") return 0;
  const offset = /^\d{1,4}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (offset < OFFSET_MAX) return offset;
  throw new Problem("invalid-input", {
    errors: [{ pointer: "/cursor", detail: "not a cursor of an earlier answer" }],
  });
}

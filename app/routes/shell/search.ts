import { ctxOf } from "#app/context.ts";
import { listConversations, searchMessages } from "#features/chat";
import type { Route } from "./+types/search";

/** A record as the command palette lists it. */
export interface FoundRecord {
  id: string;
  title: string;
  to: string;
}

const FOUND_MAX = 8;
const QUERY_LENGTH_MAX = 200;

/** The workspace's conversations by title, then by what was said in them. */
export async function loader({ request, context }: Route.LoaderArgs) {
  const ctx = ctxOf(context);
  const asked = new URL(request.url).searchParams.get("q") ?? "";
  const query = asked.trim().slice(0, QUERY_LENGTH_MAX);
  if (query === "") return Response.json({ items: [] });
  const [titled, said] = await Promise.all([
    listConversations(ctx, { query, limit: FOUND_MAX }),
    searchMessages(ctx, { query }),
  ]);
  const found = new Map<string, FoundRecord>();
  for (const { id, title } of titled.items) found.set(id, { id, title, to: `/chat/${id}` });
  for (const { conversationId: id, title } of said.items) {
    if (!found.has(id)) found.set(id, { id, title, to: `/chat/${id}` });
  }
  return Response.json({ items: [...found.values()].slice(0, FOUND_MAX) });
}

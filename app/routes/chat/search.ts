import { ctxOf } from "#app/context.ts";
import { listConversations, searchMessages } from "#features/chat";
import type { Route } from "./+types/search";
import type { FoundChats } from "./use-chat-search.ts";

const TITLES = 8;

/** Finds conversations by title and messages by their words, for the list's search. */
export async function loader({ request, context }: Route.LoaderArgs): Promise<FoundChats> {
  const ctx = ctxOf(context);
  const query = (new URL(request.url).searchParams.get("q") ?? "").trim().slice(0, 200);
  if (query === "") return { conversations: [], hits: [] };
  const [titles, messages] = await Promise.all([
    listConversations(ctx, { query, limit: TITLES }),
    searchMessages(ctx, { query }),
  ]);
  return { conversations: titles.items, hits: messages.items };
}

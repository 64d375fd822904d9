import { useEffect, useState } from "react";
import { useFetcher } from "react-router";
import type { ConversationView, SearchHitView } from "#features/chat/schema";
import type { ListData } from "./conversation-list.tsx";

const TYPING_MS = 180;

export interface FoundChats {
  conversations: ConversationView[];
  hits: SearchHitView[];
}

export interface ChatSearch {
  query: string;
  setQuery: (query: string) => void;
  /** Undefined until the first answer. */
  found: FoundChats | undefined;
  searching: boolean;
}

/** Searches while the reader types; begins with what the address searched. */
export function useChatSearch(list: ListData): ChatSearch {
  const [query, setQuery] = useState(list.query);
  const { load, data, state } = useFetcher<FoundChats>();
  const asked = query.trim();
  const byAddress = asked !== "" && asked === list.query;
  useEffect(() => {
    if (asked === "" || byAddress) return;
    const params = new URLSearchParams({ q: asked });
    const timer = setTimeout(() => void load(`/chat/search?${params}`), TYPING_MS);
    return () => clearTimeout(timer);
  }, [asked, byAddress, load]);
  const found = byAddress ? { conversations: list.conversations, hits: list.hits } : data;
  return { query, setQuery, found, searching: state !== "idle" };
}

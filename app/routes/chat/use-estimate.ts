import { useEffect, useState } from "react";
import type { Estimate } from "#features/chat/schema";
import { estimateMessage } from "./chat-api.ts";

const TYPING_MS = 400;

interface EstimateAsk {
  conversationId: string | null;
  text: string;
  model: string | undefined;
}

/** What the typed message would cost, a moment after the typing stops; undefined when unknown. */
export function useEstimate({ conversationId, text, model }: EstimateAsk): Estimate | undefined {
  const [estimate, setEstimate] = useState<Estimate>();
  const asked = text.trim();
  useEffect(() => {
    if (asked === "") return;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const input = { conversationId: conversationId ?? undefined, text: asked, model };
      const answer = await estimateMessage(input, abort.signal);
      if (!abort.signal.aborted) setEstimate(answer.ok ? answer.value : undefined);
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [conversationId, asked, model]);
  const known = asked !== "" && (model === undefined || estimate?.model === model);
  return known ? estimate : undefined;
}

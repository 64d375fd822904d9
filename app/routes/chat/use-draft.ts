import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type Draft, emptyDraft, readDraft, tryWriteDraft } from "./drafts.ts";

const WRITE_MS = 250;

function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/**
 * The draft of this conversation, kept in this browser. `initial` is what the page came with; what
 * was typed into `field` before the script was there counts for more.
 */
export function useDraft(
  conversationId: string,
  initial: string,
  field: RefObject<HTMLTextAreaElement | null>,
) {
  const [draft, setState] = useState<Draft>({ ...emptyDraft, text: initial });
  const latest = useRef(draft);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    const kept = readDraft(storage(), conversationId);
    const typed = field.current?.value ?? latest.current.text;
    const next = typed === "" ? kept : { ...kept, text: typed };
    latest.current = next;
    setState(next);
  }, [conversationId, field]);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    tryWriteDraft(storage(), conversationId, latest.current);
  }, [conversationId]);

  useEffect(() => {
    addEventListener("pagehide", flush);
    return () => {
      removeEventListener("pagehide", flush);
      flush();
    };
  }, [flush]);

  const setDraft = useCallback(
    (change: (draft: Draft) => Draft) => {
      latest.current = change(latest.current);
      setState(latest.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, WRITE_MS);
    },
    [flush],
  );

  return { draft, latest, setDraft, flush };
}

/** Takes a draft along to the conversation that it has just begun. */
export function moveDraft(toConversationId: string, draft: Draft): void {
  tryWriteDraft(storage(), toConversationId, draft);
  tryWriteDraft(storage(), "new", emptyDraft);
}

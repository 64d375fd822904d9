import { useCallback, useEffect, useRef, useState } from "react";
import { useFetcher, useNavigate } from "react-router";
import { isProblemView } from "#app/ui/problem-view.ts";
import { toast } from "#app/ui/toast.ts";
import { m } from "#messages";
import { createConversation } from "./chat-api.ts";
import type { Draft } from "./drafts.ts";
import { moveDraft } from "./use-draft.ts";

export interface Attachment {
  id: string;
  name: string;
}

/** Files chosen before their conversation had begun; its page uploads them when it opens. */
const waiting = new Map<string, File[]>();

interface UploadInit {
  conversationId: string | null;
  model: string | undefined;
  draft: () => Draft;
  onAttached: (attachments: Attachment[]) => void;
}

/** Uploads files to the conversation; one that has not begun begins with its first file. */
export function useUpload({ conversationId, model, draft, onAttached }: UploadInit) {
  const { submit, state, data } = useFetcher<unknown>();
  const navigate = useNavigate();
  const [count, setCount] = useState(() => waiting.get(conversationId ?? "")?.length ?? 0);
  const [beginning, setBeginning] = useState(false);
  const seen = useRef<unknown>(undefined);

  const post = useCallback(
    (files: File[]) => {
      const form = new FormData();
      form.set("intent", "attach");
      for (const file of files) form.append("files", file);
      const action = `/chat/${conversationId}`;
      void submit(form, { method: "post", action, encType: "multipart/form-data" });
    },
    [conversationId, submit],
  );

  const upload = async (files: File[]) => {
    if (files.length === 0) return;
    setCount(files.length);
    if (conversationId !== null) {
      post(files);
      return;
    }
    setBeginning(true);
    const begun = await createConversation(crypto.randomUUID(), { model });
    setBeginning(false);
    if (!begun.ok) {
      toast(begun.refusal.detail ?? m.chat_unreachable_title(), { tone: "danger" });
      return;
    }
    waiting.set(begun.value.id, files);
    moveDraft(begun.value.id, draft());
    await navigate(`/chat/${begun.value.id}`, { replace: true });
  };

  useEffect(() => {
    const files = waiting.get(conversationId ?? "");
    if (files === undefined) return;
    waiting.delete(conversationId ?? "");
    post(files);
  }, [conversationId, post]);

  useEffect(() => {
    if (state !== "idle" || data === undefined || seen.current === data) return;
    seen.current = data;
    const { attached, refused } = readAnswer(data);
    if (attached.length > 0) onAttached(attached);
    if (refused !== undefined) toast(refused, { tone: "danger" });
  }, [state, data, onAttached]);

  return { upload, uploading: beginning || state !== "idle" ? count : 0 };
}

function readAnswer(answer: unknown): { attached: Attachment[]; refused: string | undefined } {
  if (typeof answer !== "object" || answer === null) return { attached: [], refused: undefined };
  const attached = "attached" in answer ? (answer.attached as Attachment[]) : [];
  const problem = "problem" in answer && isProblemView(answer.problem) ? answer.problem : undefined;
  return { attached, refused: problem?.detail ?? problem?.title };
}
